#!/usr/bin/env python3
# openapi.json against the routes and against real answers, a linter over it, and the files of /docs.
import json
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from harness import HERE, TOP_BUILD, check, eq, mail, run, uniq
from tap import Suite

suite = Suite()

V = "/api/v1"
METHODS = ("get", "post", "put", "patch", "delete")


def document(c):
    return c.get(V + "/openapi.json").is_status(200).json()


def operations(doc):
    """(METHOD, path, operation) of every call."""
    return [(method.upper(), path, item[method]) for path, item in doc["paths"].items() for method in METHODS
            if method in item]


def operation(doc, name):
    return next(o for _, _, o in operations(doc) if o["operationId"] == name)


def resolve(doc, node):
    while "$ref" in node:
        at = doc
        for part in node["$ref"][2:].split("/"):
            at = at[part]
        node = at
    return node


def walk(node):
    yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk(child)


# ---- the document ---------------------------------------------------------------------------------------

@suite.test
def complete(c):
    """lists exactly the routes of GET /api/v1, with their summaries"""
    routes = {(row["method"], row["path"]): row["summary"] for row in c.get(V).json()}
    found = {(method, path): o["summary"] for method, path, o in operations(document(c))}
    eq(sorted(found), sorted(routes))
    for key, text in found.items():
        check(routes[key].lower().endswith(text.lower()), key, text, "|", routes[key])


@suite.test
def identified(c):
    """operationIds are unique and told by method and path"""
    names = [o["operationId"] for _, _, o in operations(document(c))]
    eq(len(set(names)), len(names), names)
    for name in names:
        check(re.match(r"^(get|post|put|patch|delete)_\w*$", name), name)
    check("get_works_id" in names, names)


@suite.test
def resolved(c):
    """every $ref leads somewhere, every tag is described"""
    doc = document(c)
    for node in walk(doc):
        if isinstance(node, dict) and "$ref" in node:
            resolve(doc, node)
    tags = {tag["name"]: tag["description"] for tag in doc["tags"]}
    for method, path, o in operations(doc):
        check(tags.get(o["tags"][0]), method, path, o["tags"])


@suite.test
def linted(c):
    """Redocly finds nothing"""
    tools = subprocess.run([os.path.join(HERE, "..", "browser", "tools.sh")], stdout=subprocess.PIPE, check=True,
                           env=dict(os.environ, top_builddir=TOP_BUILD), text=True).stdout.strip()
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "openapi.json")
        with open(path, "wb") as file:
            file.write(c.get(V + "/openapi.json").body)
        done = subprocess.run([os.path.join(tools, "node_modules", ".bin", "redocly"), "lint", "--format", "json",
                               "--config", os.path.join(HERE, "redocly.yaml"), path], cwd=directory,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120,
                              env=dict(os.environ, REDOCLY_TELEMETRY="off", REDOCLY_SUPPRESS_UPDATE_NOTICE="true"))
    check(done.stdout.lstrip().startswith("{"), done.returncode, done.stdout, done.stderr)
    found = json.loads(done.stdout)
    eq([(p["ruleId"], p["message"], p["location"][0]["pointer"]) for p in found["problems"]], [])
    eq((done.returncode, found["totals"]["errors"]), (0, 0))


@suite.test
def limits(c):
    """what the tables say of members is there: lengths, words, formats, null, required"""
    doc = document(c)
    body = resolve(doc, operation(doc, "post_works")["requestBody"]["content"]["application/json"]["schema"])
    title, kind, year = (body["properties"][name] for name in ("title", "kind", "year"))
    eq((title["type"], title["minLength"], title["maxLength"]), ("string", 1, 500))
    eq((kind["enum"], year["type"], year["minimum"]), (["book", "movie"], ["integer", "null"], -9999))
    eq((body["required"], body["additionalProperties"]), (["title"], False))
    patch = resolve(doc, operation(doc, "patch_works_id")["requestBody"]["content"]["application/json"]["schema"])
    check("required" not in patch, patch)
    secret = resolve(doc, operation(doc, "post_people")["requestBody"]["content"]["application/json"]["schema"])
    eq((secret["properties"]["password"]["writeOnly"], secret["properties"]["password"]["minLength"]), (True, 10))


@suite.test
def conditions(c):
    """If-Match, If-None-Match and Idempotency-Key where they count; access as in the table"""
    doc = document(c)

    def headers(name):
        found = (resolve(doc, p) for p in operation(doc, name)["parameters"])
        return {p["name"]: p["required"] for p in found if p["in"] == "header"}
    eq(headers("patch_works_id"), {"If-Match": True})
    eq(headers("patch_lists_id"), {"If-Match": False})
    eq(headers("post_works"), {"Idempotency-Key": False})
    eq(headers("get_works"), {"If-None-Match": False})
    eq((operation(doc, "get_works")["x-role"], operation(doc, "get_works")["security"]), ("visitor", []))
    eq((operation(doc, "post_works")["x-role"], operation(doc, "post_works")["security"]),
       ("staff", [{"bearer": []}, {"session": []}]))


# ---- against real answers ---------------------------------------------------------------------------------

KINDS = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None), "object": dict,
         "array": list}


def fits(doc, schema, value, at="", open_=False):
    """The part of JSON Schema that the document uses for answers."""
    schema = resolve(doc, schema)
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        check(any(isinstance(value, KINDS[kind]) for kind in kinds), at, "is", repr(value), "not", kinds)
    if value is None:
        return
    check(value in schema.get("enum", [value]), at, value, schema)
    for name in schema.get("required", []):
        check(name in value, at, "lacks", name)
    if isinstance(value, dict) and "properties" in schema:
        for name, member in value.items():
            check(open_ or name in schema["properties"], at, "has", name, "which is not told")
            fits(doc, schema["properties"].get(name, {}), member, f"{at}.{name}", open_)
    if isinstance(value, list) and "items" in schema:
        for item in value:
            fits(doc, schema["items"], item, at + "[]", open_)


def answered(c, doc, name, answer):
    """The answer is one the operation tells of, and its body is as told."""
    told = operation(doc, name)["responses"]
    status = str(answer.status) if str(answer.status) in told else f"{answer.status // 100}XX"
    check(status in told, name, answer.status, list(told), answer)
    content = resolve(doc, told[status]).get("content")
    if not content:
        eq(answer.body, b"", name)
        return None
    media, schema = next((media, part["schema"]) for media, part in content.items())
    eq(answer.type.split(";")[0], media, name)
    if "json" not in media:
        return None
    value = json.loads(answer.body)
    fits(doc, schema, value, name, answer.status >= 400)
    return value


@suite.test
def every_read(c):
    """every GET without ids answers as it is told"""
    doc = document(c)
    for method, path, o in operations(doc):
        needed = [resolve(doc, p) for p in o["parameters"]]
        needed = [p for p in needed if p.get("required")]
        if method != "GET" or any("examples" not in p["schema"] for p in needed):
            continue
        for p in needed:
            if p["in"] == "path":
                path = path.replace("{%s}" % p["name"], str(p["schema"]["examples"][0]))
        query = "&".join(f"{p['name']}={p['schema']['examples'][0]}" for p in needed if p["in"] == "query")
        answer = c.get(path + ("?" + query if query else ""))
        if answer.status == 404 and o["tags"][0] in ("booklist", "wishlist manager", "book store"):
            continue
        answered(c, doc, o["operationId"], answer)


@suite.test
def works_and_lists(c):
    """the calls of works, people, lists, entries and shares answer as they are told"""
    doc = document(c)
    work = answered(c, doc, "post_works", c.post(V + "/works", {"title": uniq("W")}))
    person = answered(c, doc, "post_people", c.post(V + "/people", {"email": mail(), "first_name": "F"}))
    a_list = answered(c, doc, "post_lists", c.post(V + "/lists", {"owner": person["id"], "name": uniq("L")}))
    path = f"{V}/lists/{a_list['id']}"
    for status in (201, 200):
        answer = c.put(f"{path}/entries/{work['id']}", {"note": "n"}).is_status(status)
        answered(c, doc, "put_lists_id_entries_work", answer)
    entries = c.get(path + "/entries")
    eq(len(answered(c, doc, "get_lists_id_entries", entries)), 1)
    answered(c, doc, "put_lists_id_entries_order", c.put(path + "/entries/order", {"order": [work["id"]]},
                                                        headers={"If-Match": entries.header("ETag")}))
    made = answered(c, doc, "post_lists_id_shares", c.post(path + "/shares", None))
    answered(c, doc, "post_lists_id_shares_key", c.post(f"{path}/shares/{made['key']}", {"person": person["id"]}))
    eq(len(answered(c, doc, "get_lists_id_shares", c.get(path + "/shares"))), 1)
    answered(c, doc, "delete_lists_id_shares_key", c.delete(f"{path}/shares/{made['key']}"))
    answered(c, doc, "delete_lists_id_entries_work", c.delete(f"{path}/entries/{work['id']}"))
    answered(c, doc, "patch_lists_id", c.patch(path, {"visibility": "public"}))
    answered(c, doc, "delete_lists_id", c.delete(path))
    for status, name, answer in ((428, "delete_works_id", c.delete(f"{V}/works/{work['id']}")),
                                 (404, "get_works_id", c.get(V + "/works/00000000-0000-4000-8000-000000000000")),
                                 (400, "post_works", c.post(V + "/works", {"titel": 1})),
                                 (415, "post_works", c.post(V + "/works", "x", headers={"Content-Type": "text/plain"}))):
        answered(c, doc, name, answer.is_status(status))


@suite.test
def loans_and_money(c):
    """the calls of copies, loans, accounts, charges and tariffs answer as they are told"""
    doc = document(c)
    work, person = c.post(V + "/works", {"title": uniq("W")}).json(), c.post(V + "/people", {"email": mail()}).json()
    copy = answered(c, doc, "post_works_id_copies", c.post(f"{V}/works/{work['id']}/copies", None))
    answered(c, doc, "get_works_id_copies", c.get(f"{V}/works/{work['id']}/copies"))
    answered(c, doc, "get_copies_id", c.get(f"{V}/copies/{copy['id']}"))
    query = f"person={person['id']}&work={work['id']}"
    answered(c, doc, "get_loans_availability", c.get(f"{V}/loans/availability?{query}").is_status(200))
    loan = answered(c, doc, "post_loans", c.post(V + "/loans", {"person": person["id"], "work": work["id"]}))
    path = f"{V}/loans/{loan['id']}"
    answered(c, doc, "get_loans_id", c.get(path))
    answered(c, doc, "get_loans", c.get(f"{V}/loans?person={person['id']}"))
    answered(c, doc, "post_loans_id_renew", c.post(path + "/renew", None))
    answered(c, doc, "get_exports_active_rentals_csv", c.get(V + "/exports/active-rentals.csv"))
    answered(c, doc, "post_loans_id_return", c.post(path + "/return", None).is_status(200))
    account = f"{V}/people/{person['id']}"
    lines = answered(c, doc, "get_people_id_account", c.get(account + "/account"))["lines"]
    answered(c, doc, "get_charges_id_explain", c.get(f"{V}/charges/{lines[0]['id']}/explain").is_status(200))
    money = {"amount": "0.50"}
    for name in ("payments", "waivers"):
        for query, status in (("?dry_run=true", 200), ("", 201)):
            answer = c.post(f"{account}/{name}{query}", money).is_status(status)
            line = answered(c, doc, f"post_people_id_{name}", answer)["line"]
    answered(c, doc, "post_people_id_account_line_void",
             c.post(f"{account}/account/{line['id']}/void", None).is_status(201))
    answered(c, doc, "get_people_id_account", c.get(account + "/account"))
    answered(c, doc, "get_tariffs", c.get(V + "/tariffs"))


@suite.test
def book_store(c):
    """the book store answers as it is told, to JSON and to forms"""
    doc, title = document(c), uniq("B")
    made = c.post("/books/", {"title": title, "author": "A"})
    answered(c, doc, "post_books_", made)
    answered(c, doc, "post_customers_", c.post("/customers/", "first_name=F&last_name=L", headers={
        "Content-Type": "application/x-www-form-urlencoded"}).is_status(201))
    answered(c, doc, "get_books_number_", c.get(made.header("Location")))
    answered(c, doc, "post_books_", c.post("/books/", {"title": title}).is_status(400))


@suite.test
def reading_room(c):
    """the reading room answers as it is told, and the button of the example is one of its own"""
    doc = document(c)
    body = resolve(doc, operation(doc, "post_process")["requestBody"]["content"]["application/json"]["schema"])
    eq((body["required"], operation(doc, "post_process")["tags"]), (["button"], ["reading room"]))
    for call in ({"button": body["properties"]["button"]["examples"][0]}, {"button": "info_button", "infoBookName": "Lolita"},
                 {"button": "info_button"}, {}):
        got = answered(c, doc, "post_process", c.post("/process", call))
        eq(list(got), ["books"] if call.get("button") == "get_list_button" else ["result", "detail"][:len(got)], call)


@suite.test
def wishlist(c):
    """a wishlist of the published API answers as it is told"""
    doc = document(c)
    fixed = {"book_id": "dfe3157b-b402-4104-a0eb-e54bee1210f0", "user_id": "46bd51f9-e20b-4b4f-b5a7-f25339a34906"}
    made = answered(c, doc, "post_wishlist_entry", c.post("/wishlist_entry", fixed))
    answered(c, doc, "get_wishlist_id", c.get("/wishlist/" + made["wishlist_id"]))
    gone = c.delete("/wishlist_entry", {"wishlist_id": made["wishlist_id"], "book_id": fixed["book_id"]})
    answered(c, doc, "delete_wishlist_entry", gone)


# ---- how it is served ---------------------------------------------------------------------------------------

@suite.each([("/docs", "text/html; charset=utf-8"), ("/docs.css", "text/css; charset=utf-8"),
             ("/docs.js", "text/javascript; charset=utf-8"), (V + "/openapi.json", "application/json")])
def served(c, path, kind):
    """has a type, an ETag that answers 304, and is asked for again each time"""
    got = c.get(path).is_status(200)
    eq((got.type, got.header("Cache-Control"), got.header("X-Content-Type-Options")), (kind, "no-cache", "nosniff"))
    again = c.get(path, headers={"If-None-Match": got.header("ETag")}).is_status(304)
    eq((again.body, again.header("ETag")), (b"", got.header("ETag")))
    c.post(path, {}).is_status(405)


@suite.test
def policy(c):
    """/docs lets nothing in but its own script, style and calls"""
    got = c.get("/docs")
    found = dict(part.strip().split(" ", 1) for part in got.header("Content-Security-Policy").split(";"))
    eq((found["default-src"], found["script-src"], found["style-src"], found["connect-src"]),
       ("'none'", "'self'", "'self'", "'self'"))
    check("http:" not in got.text and "https:" not in got.text and "//" not in re.sub(r"<!--.*?-->", "", got.text),
          "an address elsewhere")
    check("innerHTML" not in c.get("/docs.js").text, "innerHTML")


run(suite)
