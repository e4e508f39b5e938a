# shellcheck shell=bash disable=SC2154
# What scripts share that change a copy of the tree, build it, and look what comes of it. The caller has set: root, of the
# tree; work, a folder for the copy and the log; name, of what is being tried.
tree=$work/tree

# A make of its own, with as many jobs as it wants. A change may leave variables that nobody reads: no error here.
unset MAKEFLAGS MAKELEVEL
run_make()
{
    timeout 1800 make -C "$tree" BUILD=build CFLAGS=-Wno-error ${CC:+CC="$CC"} "$@" >"$work/log" 2>&1
}

copy_tree()
{
    rm -rf "$work"
    mkdir -p "$tree"
    tar -C "$root" --exclude=./.git --exclude=./build --exclude=./data --exclude=./outputs -cf - . | tar -C "$tree" -xf -
}

# trouble MESSAGE: nothing is shown.
trouble()
{
    printf 'TROUBLE   %-40s %s\n' "$name" "$1"
    return 1
}

# change FILE OLD NEW: the old text, which the file must have once, becomes the new one.
change()
{
    local text before after
    [ -f "$tree/$1" ] || trouble "there is no file $1" || return 1
    text=$(cat "$tree/$1" && echo .) # the dot keeps the line ends before it
    before=${text%%"$2"*}
    after=${text#*"$2"}
    [ "$before" != "$text" ] || trouble "no longer applies: $1 does not have: $2" || return 1
    [[ $after != *"$2"* ]] || trouble "applies in two places: $1 has more than once: $2" || return 1
    text=$before$3$after
    printf '%s' "${text%.}" >"$tree/$1"
}
