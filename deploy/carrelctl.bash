# Completion of carrelctl for bash.
_carrelctl() {
	local cur prev words cword command='' i
	_init_completion || return
	for ((i = 1; i < cword; i++)); do
		case ${words[i]} in
			-c | --config) ((++i)) ;;
			-*) ;;
			*) command=${words[i]}; break ;;
		esac
	done
	case $prev in -c | --config) _filedir; return ;; esac
	if [[ ! $command ]]; then
		mapfile -t COMPREPLY < <(compgen -W '-c --help --version
			init migrate seed import ledger holds audit user tidy backup restore upgrade restart status db' -- "$cur")
		return
	fi
	case $command in
		init) mapfile -t COMPREPLY < <(compgen -W '--yes --email --generate --empty' -- "$cur") ;;
		tidy)
			if [[ $prev == --only ]]; then
				mapfile -t COMPREPLY < <(compgen -W 'holds audit shelves idempotency tokens logins lookups omdb' -- "$cur")
			else
				mapfile -t COMPREPLY < <(compgen -W '--only' -- "$cur")
			fi ;;
		backup) mapfile -t COMPREPLY < <(compgen -W '--keep' -- "$cur"); _filedir ;;
		restore) mapfile -t COMPREPLY < <(compgen -W '--check --force' -- "$cur"); _filedir ;;
		upgrade)
			if [[ $prev == --backup ]]; then _filedir -d; else mapfile -t COMPREPLY < <(compgen -W '--backup' -- "$cur"); fi ;;
		seed) mapfile -t COMPREPLY < <(compgen -W '--empty --again' -- "$cur") ;;
		import) mapfile -t COMPREPLY < <(compgen -W 'books movies -v --omdb --again' -- "$cur"); _filedir ;;
		ledger) mapfile -t COMPREPLY < <(compgen -W 'verify' -- "$cur") ;;
		holds) mapfile -t COMPREPLY < <(compgen -W 'tidy' -- "$cur") ;;
		audit) mapfile -t COMPREPLY < <(compgen -W 'seal verify' -- "$cur") ;;
		user) mapfile -t COMPREPLY < <(compgen -W 'add passwd role disable enable list
			--role --first-name --last-name --generate' -- "$cur") ;;
	esac
} && complete -F _carrelctl carrelctl
