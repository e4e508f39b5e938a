# shellcheck shell=bash disable=SC2154
# Completes command lines of forger in bash: commands, options, KEY= names, runs, experiments. The installed file begins with
# arrays that `forger list --completion` prints.

# Adds those words to COMPREPLY that begin with the first. (`compgen -W` would run what a name holds in $().)
_forger_add()
{
    local current=$1 word
    shift
    for word; do
        [[ $word != "$current"* ]] || COMPREPLY+=("$word")
    done
}

# Adds what one kind of word can be: RUN, KEY=VALUE, DIR, as usage and options name them.
_forger_add_kind()
{
    local kind=$1 current=$2 names
    case $kind in
    RUN)
        mapfile -t names < <(compgen -G "outputs/*/run.json")
        names=("${names[@]%/run.json}")
        _forger_add "$current" "${names[@]}"
        [ ${#COMPREPLY[@]} -gt 0 ] || _forger_add "$current" "${names[@]#outputs/}"
        ;;
    KIND) _forger_add "$current" "${_forger_kinds[@]}" ;;
    WORKLOAD) _forger_add "$current" "${_forger_workloads[@]}" ;;
    KEY=VALUE) compopt -o nospace 2>/dev/null && _forger_add "$current" "${_forger_keys[@]}" ;;
    *.*)
        mapfile -t names < <(compgen -f -X "!*.${kind##*.}" -- "$current"; compgen -d -- "$current")
        COMPREPLY+=("${names[@]}")
        [ "$kind" != EXPERIMENT.yaml ] || _forger_add "$current" "${_forger_experiments[@]}"
        ;;
    DIR) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    FILE | PATH | INPUT) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    esac
}

# The kind of an option's value; nothing for a switch.
_forger_value()
{
    local option
    for option in ${_forger_options[$1]}; do
        [[ $option != "$2="* ]] || echo "${option#*=}"
    done
}

# How many words that are no options stand between the command and the cursor. Bash parts words at "=".
_forger_place()
{
    local i count=0
    for ((i = 2; i < COMP_CWORD; i++)); do
        if [[ ${COMP_WORDS[i]} != -* ]]; then
            count=$((count + 1))
        elif [ -n "$(_forger_value "$1" "${COMP_WORDS[i]}")" ] && [ "${COMP_WORDS[i + 1]}" != "=" ]; then
            i=$((i + 1))
        fi
        [ "${COMP_WORDS[i + 1]}" != "=" ] || i=$((i + 2))
    done
    echo "$count"
}

# The kinds of the word at a place, from "RUN [KEY=VALUE ...]" or "[RUN | FILE.safetensors]".
_forger_kinds_at()
{
    local word words places=() joins=0
    read -ra words < <(sed 's/--[a-z-]* [^] ]*//; s/[][]//g; s/|/ | /g' <<<"${_forger_usage[$1]}")
    for word in "${words[@]}"; do
        case $word in
        "...") [ "$2" -lt "${#places[@]}" ] || { echo "${places[-1]}" && return; } ;;
        "|") joins=1 ;;
        *) [ $joins = 1 ] && places[-1]+=" $word" || places+=("$word") && joins=0 ;;
        esac
    done
    echo "${places[$2]:-}"
}

_forger()
{
    local command=${COMP_WORDS[1]} current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} kind options
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        _forger_add "$current" "${_forger_commands[@]}" --help --version
        return
    fi
    [ "$previous" != "=" ] || previous=${COMP_WORDS[COMP_CWORD - 2]}
    [ "$current" != "=" ] || current=
    kind=$(_forger_value "$command" "$previous")
    if [ -n "$kind" ]; then
        _forger_add_kind "$kind" "$current"
    elif [[ $current == -* ]]; then
        read -ra options <<<"${_forger_options[$command]}"
        _forger_add "$current" "${options[@]%=*}"
    elif [[ ${COMP_WORDS[COMP_CWORD - 1]} != "=" ]]; then
        for kind in $(_forger_kinds_at "$command" "$(_forger_place "$command")"); do
            _forger_add_kind "$kind" "$current"
        done
    fi
}

complete -o filenames -F _forger forger
