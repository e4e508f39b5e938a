# Forger. `make help` lists the targets.
# Settings, as in `make CC=clang`: CC, OPTIMIZE, BUILD (folder), PREFIX, LIBDIR and the like, and DESTDIR (install),
# TESTS (a filter such as 'yaml/*'), V=1 (show whole commands), TIME and FUZZ (seconds and harness of `make fuzz`),
# RUNS and SEED (of `make torture`).

.DEFAULT_GOAL = all
BUILD = build
OPTIMIZE = -O3 -g
OBJCOPY = objcopy
SANITIZERS = address,undefined
TIME = 60
RUNS = 200
FUZZ_CC = clang

# The library has neither the command line nor what measures it.
LIBRARY_SOURCES = $(filter-out src/bench/% src/cli/%,$(wildcard src/*/*.c))
BENCH_SOURCES = $(wildcard src/bench/*.c)
PROGRAM_SOURCES = $(BENCH_SOURCES) $(wildcard src/cli/*.c)
TEST_SOURCES = $(filter-out tests/scripts/% tests/fuzz/% tests/torture/%,$(wildcard tests/*.c tests/*/*.c))
FUZZ_SOURCES = $(wildcard tests/fuzz/*.c)
EXAMPLE_SOURCES = $(wildcard examples/*.c)
SOURCES = $(LIBRARY_SOURCES) $(PROGRAM_SOURCES) $(TEST_SOURCES) $(FUZZ_SOURCES) $(EXAMPLE_SOURCES) tests/torture/strike.c
HEADERS = $(wildcard include/forger/*.h src/*/*.h tests/*.h tests/*/*.h)

LIBRARY_OBJECTS = $(LIBRARY_SOURCES:%.c=$(BUILD)/%.o)
BENCH_OBJECTS = $(BENCH_SOURCES:%.c=$(BUILD)/%.o)
PROGRAM_OBJECTS = $(PROGRAM_SOURCES:%.c=$(BUILD)/%.o)
TEST_OBJECTS = $(TEST_SOURCES:%.c=$(BUILD)/%.o)

# The kernels in vector_*.c are built once more for each of these instruction sets; kernels.c chooses when it runs.
ISAS := $(if $(filter x86_64%,$(shell $(CC) -dumpmachine 2>/dev/null)),avx2 avx512)
ISA_FLAGS_avx2 = -mavx2 -mfma
ISA_FLAGS_avx512 = $(ISA_FLAGS_avx2) -mavx512f -mavx512bw -mavx512dq -mavx512vl -mprefer-vector-width=512
ISA_SOURCES = $(wildcard src/kernels/vector_*.c)
LIBRARY_OBJECTS += $(foreach isa,$(ISAS),$(ISA_SOURCES:%.c=$(BUILD)/%.$(isa).o))
# UNCHECKED=-fno-sanitize=all builds without checks what takes clang many minutes with them, the vector kernels, and
# what takes harnesses most of their time, writing PNGs.
$(BUILD)/src/kernels/vector_%.o $(BUILD)/src/image/stb.o: CFLAGS += $(UNCHECKED)

# What the packages need is asked at the first use, once, and not when this file is read: `make demo` and `make test`
# install packages that aren't there yet.
PACKAGES = yaml png jpeg zlib stb archive cjson
ask = $(eval $(1) := $(shell CC='$(CC)' scripts/packages.sh $(2)))$($(1))
PACKAGE_FLAGS = $(call ask,PACKAGE_FLAGS,cflags $(PACKAGES))
PACKAGE_LIBS = $(call ask,PACKAGE_LIBS,libs $(PACKAGES))
CRITERION_FLAGS = $(call ask,CRITERION_FLAGS,cflags criterion)
CRITERION_LIBS = $(call ask,CRITERION_LIBS,libs criterion)

# -std=c11 stops gcc from contracting to multiply-adds, hence -ffp-contract. Nobody reads the floating point flags, which
# -fno-trapping-math need not keep: so loops with conditions can use vectors. -ffast-math would remove checks for NaN.
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Werror
MATHEMATICS = -ffp-contract=fast -fno-math-errno -fno-trapping-math
INCLUDES = -D_GNU_SOURCE -Iinclude -Isrc $(PACKAGE_FLAGS)
COMPILE = $(CC) -std=c11 $(WARNINGS) $(OPTIMIZE) $(MATHEMATICS) -fPIC $(INCLUDES) $(CPPFLAGS) $(CFLAGS)
LINK = $(CC) $(OPTIMIZE) $(LDFLAGS)
LIBS = $(PACKAGE_LIBS) -pthread -lm

# The first number of the version changes with the binary interface.
VERSION := $(shell sed -n 's/.*FG_VERSION "\(.*\)"/\1/p' include/forger/version.h)
SONAME = libforger.so.$(firstword $(subst ., ,$(VERSION)))
SHARED = libforger.so.$(VERSION)

# As many jobs as there are cores, where the command line doesn't say how many.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
endif
MAKEFLAGS += --no-print-directory
SHOW = $(if $(V),,@echo '  $@';)

.DELETE_ON_ERROR:
.PHONY: always
always:

.PHONY: all
all: $(BUILD)/forger $(BUILD)/libforger.a $(BUILD)/$(SHARED) ## build the program and the library (the default)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

# A stamp changes only when its text does. So a change of the compiler, of a flag or of the list of sources builds anew
# what it touches, and nothing else does. Before new flags are used, the packages are looked for.
stamp = @mkdir -p $(@D); printf '%s\n' '$(1)' | cmp -s - $@ || { $(2) printf '%s\n' '$(1)' > $@; }

$(BUILD)/flags: always
	$(call stamp,$(COMPILE) $(foreach isa,$(ISAS),$(ISA_FLAGS_$(isa))) $(LINK) $(LIBS),CC='$(CC)' scripts/packages.sh check $(PACKAGES) &&)

$(BUILD)/test-flags: always
	$(call stamp,$(CRITERION_FLAGS) $(CRITERION_LIBS),CC='$(CC)' scripts/packages.sh check criterion &&)

$(BUILD)/sources: always
	$(call stamp,$(SOURCES),)

$(BUILD)/src/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(SHOW) $(COMPILE) -MMD -MP -c $< -o $@

define ISA_RULE
$(BUILD)/src/kernels/%.$(1).o: src/kernels/%.c $(BUILD)/flags
	@mkdir -p $$(@D)
	$$(SHOW) $$(COMPILE) $$(ISA_FLAGS_$(1)) -DKERNELS_ISA=$(1) -MMD -MP -c $$< -o $$@
endef
$(foreach isa,$(ISAS),$(eval $(call ISA_RULE,$(isa))))

$(BUILD)/tests/%.o: tests/%.c $(BUILD)/flags $(BUILD)/test-flags
	@mkdir -p $(@D)
	$(SHOW) $(COMPILE) -Itests $(CRITERION_FLAGS) -MMD -MP -c $< -o $@

$(BUILD)/libforger.a: $(LIBRARY_OBJECTS) $(BUILD)/sources
	$(SHOW) rm -f $@ && $(AR) rcs $@ $(LIBRARY_OBJECTS)

$(BUILD)/$(SHARED): $(LIBRARY_OBJECTS) $(BUILD)/sources src/libforger.map
	$(SHOW) $(LINK) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=src/libforger.map \
		$(LIBRARY_OBJECTS) $(LIBS) -o $@

# The library that is installed: one object, in which only the names of libforger.map are left to be linked with. The
# tests link with the one above, which has them all. gcc would leave its own intermediate language where it optimises
# when it links; clang doesn't know the flag.
$(BUILD)/public/libforger.a: $(LIBRARY_OBJECTS) $(BUILD)/sources
	@mkdir -p $(@D)
	$(SHOW) $(LINK) -r -nostdlib $(if $(findstring clang,$(CC)),,-flinker-output=nolto-rel) $(LIBRARY_OBJECTS) \
		-o $(@D)/forger.o
	@$(OBJCOPY) --wildcard --keep-global-symbol='fg_*' $(@D)/forger.o
	@rm -f $@ && $(AR) rcs $@ $(@D)/forger.o

$(BUILD)/forger: $(PROGRAM_OBJECTS) $(BUILD)/libforger.a
	$(SHOW) $(LINK) $(PROGRAM_OBJECTS) $(BUILD)/libforger.a $(LIBS) -o $@

# The harnesses need clang to be linked, but are compiled with the tests, so that they keep up with the code.
$(BUILD)/forger-tests: $(TEST_OBJECTS) $(BENCH_OBJECTS) $(BUILD)/libforger.a | $(FUZZ_SOURCES:%.c=$(BUILD)/%.o)
	$(SHOW) $(LINK) $(TEST_OBJECTS) $(BENCH_OBJECTS) $(BUILD)/libforger.a $(CRITERION_LIBS) $(LIBS) -o $@

# As programs of others are built, with what is installed.
$(BUILD)/examples/%: examples/%.c $(BUILD)/public/libforger.a $(wildcard include/forger/*.h) $(BUILD)/flags
	@mkdir -p $(@D)
	$(SHOW) $(LINK) -std=c11 $(WARNINGS) -Iinclude $< $(BUILD)/public/libforger.a $(LIBS) -o $@

.PHONY: examples
examples: $(EXAMPLE_SOURCES:%.c=$(BUILD)/%) ## build the programs of examples/, which use the library

$(BUILD)/http-server: tests/scripts/http_server.c $(BUILD)/flags
	$(SHOW) $(COMPILE) $< -o $@

FUZZERS = $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/fuzz_%,$(wildcard tests/fuzz/fuzz_*.c))
$(FUZZERS): $(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/harness.o $(BUILD)/libforger.a
	$(SHOW) $(LINK) -fsanitize=fuzzer $^ $(LIBS) -o $@

-include $(LIBRARY_OBJECTS:.o=.d) $(PROGRAM_OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d) $(FUZZ_SOURCES:%.c=$(BUILD)/%.d)

.PHONY: demo
demo: ## set up, build, and train a small GAN that draws digits
	@CC='$(CC)' scripts/setup.sh build
	@$(MAKE) $(BUILD)/forger
	@$(BUILD)/forger train experiments/quickstart.yaml

# The tests of one build. CHECKER is plain, sanitizers or valgrind.
CHECKER = plain
.PHONY: run-tests
run-tests: $(BUILD)/forger $(BUILD)/forger-tests $(BUILD)/http-server
	@scripts/run-tests.sh $(CHECKER) $(BUILD) '$(TESTS)'

.PHONY: test
test: ## set up, build, and run the tests
	@CC='$(CC)' scripts/setup.sh test
	@$(MAKE) run-tests

.PHONY: asan
asan: ## run the tests with the address and undefined behaviour sanitizers
	@$(MAKE) run-tests CHECKER=sanitizers BUILD=$(BUILD)/asan \
		OPTIMIZE='-O1 -g -fno-omit-frame-pointer -fsanitize=$(SANITIZERS) -fno-sanitize-recover=all'

.PHONY: valgrind
valgrind: ## run the tests under valgrind, without the suites named end_to_end*
	@$(MAKE) run-tests CHECKER=valgrind

$(BUILD)/strike: tests/torture/strike.c $(BUILD)/flags
	$(SHOW) $(COMPILE) $< -o $@

.PHONY: torture
torture: $(BUILD)/forger $(BUILD)/strike ## kill trainings at RUNS moments and calls, resume them, compare every byte
	@scripts/torture.sh run $(BUILD) $(RUNS) $(SEED)

.PHONY: fuzzers
fuzzers: $(FUZZERS)

.PHONY: fuzz
fuzz: ## feed every reader with damaged files, TIME seconds each (FUZZ=yaml: one of them), by clang's libFuzzer
	@scripts/setup.sh check
	@$(MAKE) fuzzers CC='$(FUZZ_CC)' BUILD=$(BUILD)/fuzz UNCHECKED=-fno-sanitize=all \
		OPTIMIZE='-O1 -g -fno-omit-frame-pointer -fsanitize=$(SANITIZERS),fuzzer-no-link -fno-sanitize-recover=all'
	@scripts/fuzz.sh $(BUILD)/fuzz '$(TIME)' '$(FUZZ)'

.PHONY: lint
lint: lint-format lint-includes lint-tidy ## check formatting, the include rules between rooms, and clang-tidy's rules

.PHONY: lint-format
lint-format:
	$(SHOW) clang-format --dry-run -Werror $(SOURCES) $(HEADERS) $(wildcard tests/scripts/*.c)

.PHONY: lint-includes
lint-includes:
	$(SHOW) scripts/lint-includes.sh

# A file is looked at again when it, a header or the rules change. stb.c is left out: its code is another's. error.c
# can't be read with lint.h, which redefines what error.c defines.
TIDY_SOURCES = $(filter-out src/image/stb.c,$(SOURCES))
TIDY_FLAGS = -std=c11 -Itests $(INCLUDES) $(CRITERION_FLAGS) $(if $(filter src/base/error.c,$<),,-include scripts/lint.h)
.PHONY: lint-tidy
lint-tidy: $(TIDY_SOURCES:%.c=$(BUILD)/tidy/%)
$(BUILD)/tidy/%: %.c .clang-tidy tests/.clang-tidy scripts/lint.h $(HEADERS)
	@mkdir -p $(@D)
	$(SHOW) clang-tidy --quiet $< -- $(TIDY_FLAGS) 2>$@.log && touch $@ || { cat $@.log; exit 1; }

.PHONY: format
format: ## format all sources
	$(SHOW) clang-format -i $(SOURCES) $(HEADERS) $(wildcard tests/scripts/*.c)

.PHONY: check
check: ## all checks: lint, gcc and clang builds with tests, sanitizers, valgrind, mutants
	@scripts/setup.sh check
	@$(MAKE) lint
	@$(MAKE) all run-tests CC=gcc BUILD=$(BUILD)/gcc
	@$(MAKE) all run-tests CC=clang BUILD=$(BUILD)/clang
	@$(MAKE) asan CC=gcc
	@$(MAKE) valgrind CC=gcc BUILD=$(BUILD)/gcc
	@$(MAKE) mutants CC=gcc

.PHONY: adding
adding: ## do what docs/ADDING.md says in a copy, and look that it works (RECIPES='A loss' for some)
	@CC='$(CC)' scripts/adding.sh . $(RECIPES:%='%')

# MUTANTS='gan-*' tries some of them.
.PHONY: mutants
mutants: ## show that tests see mistakes: make those of tests/mutants in a copy, one at a time
	@CC='$(CC)' scripts/mutants.sh . $(MUTANTS:%='%')

.PHONY: mnist
mnist: ## download MNIST into data/mnist
	@scripts/get-mnist.sh

.PHONY: bench
bench: $(BUILD)/forger ## measure how fast this machine trains, beside its peak and PyTorch
	@$(BUILD)/forger bench

PREFIX = /usr/local
BINDIR = $(PREFIX)/bin
LIBDIR = $(PREFIX)/lib
INCLUDEDIR = $(PREFIX)/include
DATADIR = $(PREFIX)/share
MANDIR = $(DATADIR)/man
INSTALL_SETTINGS = BUILD='$(BUILD)' DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' BINDIR='$(BINDIR)' LIBDIR='$(LIBDIR)' \
	INCLUDEDIR='$(INCLUDEDIR)' DATADIR='$(DATADIR)' MANDIR='$(MANDIR)' VERSION='$(VERSION)' SONAME='$(SONAME)' \
	MAN_PAGES='$(MAN_PAGES)' LIBS='$(LIBS)'

# The manual and the completion of command lines are made of the program's tables.
MAN_PAGES = forger.1 $(patsubst src/cli/cmd_%.c,forger-%.1,$(wildcard src/cli/cmd_*.c)) forger-experiment.5
$(MAN_PAGES:%=$(BUILD)/man/%): $(BUILD)/man/%: $(BUILD)/forger
	@mkdir -p $(@D)
	$(SHOW) $< list --man $* >$@

$(BUILD)/completion.bash: scripts/completion.bash $(BUILD)/forger
	$(SHOW) { $(BUILD)/forger list --completion && cat $<; } >$@

INSTALLED = $(BUILD)/forger $(BUILD)/$(SHARED) $(BUILD)/public/libforger.a $(MAN_PAGES:%=$(BUILD)/man/%) \
	$(BUILD)/completion.bash
.PHONY: install
install: $(INSTALLED) ## install the program, the library, manual and experiments (PREFIX, DESTDIR)
	@$(INSTALL_SETTINGS) scripts/install.sh install

.PHONY: uninstall
uninstall: ## remove what install has put there
	@$(INSTALL_SETTINGS) scripts/install.sh uninstall

.PHONY: clean
clean: ## remove what was built
	rm -rf $(BUILD)
