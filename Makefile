# Forger. `make help` lists the targets.

CC ?= gcc
BUILD ?= build
PACKAGES = openblas yaml-0.1 stb libarchive libcjson

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Werror
OPTIMIZE ?= -O3 -g -ffp-contract=fast -fno-math-errno
CPPFLAGS += -D_GNU_SOURCE -Iinclude -Isrc $(shell pkg-config --cflags $(PACKAGES))
CFLAGS += -std=c11 $(WARNINGS) $(OPTIMIZE) -fopenmp -fPIC -MMD -MP
LDLIBS += $(shell pkg-config --libs $(PACKAGES)) -fopenmp -lm

LIBRARY_SOURCES = $(filter-out src/cli/%,$(wildcard src/*/*.c))
PROGRAM_SOURCES = $(wildcard src/cli/*.c)
TEST_SOURCES = $(wildcard tests/*.c tests/*/*.c)
LIBRARY_OBJECTS = $(LIBRARY_SOURCES:%.c=$(BUILD)/%.o)
PROGRAM_OBJECTS = $(PROGRAM_SOURCES:%.c=$(BUILD)/%.o)
TEST_OBJECTS = $(TEST_SOURCES:%.c=$(BUILD)/%.o)

.PHONY: all
all: $(BUILD)/forger $(BUILD)/libforger.so ## build the program and the library

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@

$(BUILD)/libforger.a: $(LIBRARY_OBJECTS)
	rm -f $@ && ar rcs $@ $^

$(BUILD)/libforger.so: $(LIBRARY_OBJECTS)
	$(CC) -shared $^ $(LDFLAGS) $(LDLIBS) -o $@

$(BUILD)/forger: $(PROGRAM_OBJECTS) $(BUILD)/libforger.a
	$(CC) $^ $(LDFLAGS) $(LDLIBS) -o $@

$(BUILD)/forger-tests: $(TEST_OBJECTS) $(BUILD)/libforger.a
	$(CC) $^ $(LDFLAGS) $(LDLIBS) $$(pkg-config --libs criterion) -o $@

-include $(LIBRARY_OBJECTS:.o=.d) $(PROGRAM_OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d)
