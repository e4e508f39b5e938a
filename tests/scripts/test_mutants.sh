#!/usr/bin/env bash
# scripts/mutants.sh on a small tree, whose program is a text that make copies and whose tests look for words in it.
# shellcheck source=tests/scripts/support.sh
source "$(dirname "$0")/support.sh"

tree=$scratch/tree
mkdir -p "$tree/src" "$tree/tests/mutants" "$tree/build" "$tree/.git"
printf '%s\n' one two '  three' two four >"$tree/src/words"
echo 'not to be copied' >"$tree/build/large"
cat >"$tree/Makefile" <<'EOM'
.PHONY: run-tests
all build/forger-tests: build/words
build/words: src/words
	@! grep ERROR: src/words
	mkdir -p build && cp src/words build/words
run-tests: all
	test ! -e build/large && test ! -e .git
	@for word in one two three four; do \
		case $$word in $(or $(TESTS),*)) grep -q $$word build/words || failed="$$failed $$word" ;; esac; \
	done; for word in $$failed; do echo "[FAIL] words::$$word: (0.00s)"; done; \
	case '$(TESTS)' in none) echo "FAILED: no test is named none"; false ;; *) test -z "$$failed" ;; esac
EOM

# mutant NAME TESTS LINE...: with these lines of old and new text.
mutant()
{
    local name=$1 tests=$2
    shift 2
    printf '%s\n' "Mutant $name." 'file: src/words' "tests: $tests" "$@" >"$tree/tests/mutants/$name"
}

mutants()
{
    run "$root/scripts/mutants.sh" "$tree" "$@"
}

# Seen by its own tests; by others; in several lines; by two tests. Each change is made alone, and none stays.
mutant first one -one +eins
mutant other one -four +vier
mutant lines three '-  three' -two '+  drei' +zwei
mutant pair '*' -one -two +eins +zwei
cp "$tree/src/words" "$scratch/words"
mutants
want_code 0
want_output 'killed    first                                    words::one'
want_output 'killed    other                                    words::four, but not by one'
want_output 'killed    lines                                    words::three'
want_output 'killed    pair                                     words::one'
want_output '4 of 4 mutants killed'
want cmp "$tree/src/words" "$scratch/words"
want test ! -e "$tree/build/mutants"

# Only those that are named.
mutants 'o*' first
want_code 0
want_output '2 of 2 mutants killed'

# One that no test sees.
mutant survivor four '-  three' '+three'
mutants 'f*' survivor
want_code 1
want_output 'SURVIVED  survivor                                 Mutant survivor.'
want_output '1 of 2 mutants killed'
rm "$tree/tests/mutants/survivor"

# trouble MESSAGE NAME TESTS LINE...: a mutant that shows nothing.
trouble()
{
    local message=$1
    shift
    mutant "$@"
    mutants "$1"
    want_code 1
    want_output "TROUBLE   $1"
    want_output "$message"
    want_output '0 of 1 mutants killed'
    rm "$tree/tests/mutants/$1"
}

trouble 'no longer applies: src/words does not have: five' gone '*' -five +fünf
trouble 'applies in two places: src/words has more than once: two' twice '*' -two +zwei
trouble 'does not build: ERROR: one' broken '*' -one '+ERROR: one'
trouble 'no test fails, but their run does: FAILED: no test is named none' untested none '-  three' '+three'
trouble 'want file:, tests: and a line with -' empty '*'
mutants nowhere
want_code 1
want_output 'there is no such mutant'

# Where the tests fail anyway, they would kill everything.
echo fünf >"$tree/src/words"
mutants
want_code 1
want_output 'words::one'
want_output 'the tests fail without any change'
