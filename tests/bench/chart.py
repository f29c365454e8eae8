def costs(found): return ""
def growth(found): return ""
