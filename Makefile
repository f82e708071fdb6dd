# Fleetsheet. `make demo` and `make test` are all that a newcomer needs; README.md says more.
CC ?= cc
PREFIX ?= /usr/local
PACKAGES = libpcre2-8 xlsxwriter md4c yaml-0.1 udunits harfbuzz harfbuzz-subset libunibreak libqrencode jansson nettle
WARNINGS = -Wall -Wextra -Wpedantic -Werror
OPTIMIZE = -O2 -g
# Contraction would fuse a*b+c into one rounding: values must be those of IEEE double arithmetic, step by step.
CFLAGS_ALL = -std=c17 -D_GNU_SOURCE $(WARNINGS) $(OPTIMIZE) -ffp-contract=off $(SANITIZERS) $(CFLAGS) \
             $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null) -DFLEETSHEET_DATA='"$(PREFIX)/share/fleetsheet"'
LIBRARIES = $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lhpdf -lz -lm
VARIANT = plain
ifdef SANITIZE
VARIANT = sanitize
SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
endif
BUILD = build/$(VARIANT)

SOURCES = $(wildcard model/*.c) $(wildcard gen/*.c)
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)
LIBRARY_OBJECTS = $(filter-out $(BUILD)/gen/main.o,$(OBJECTS))
UNIT_TESTS = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))

all: fleetsheet

fleetsheet: $(OBJECTS)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $(OBJECTS) $(LIBRARIES)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# The loops over blocks of rows become vectors. The two flags drop errno and traps, which nothing reads; values keep
# their bits.
$(BUILD)/model/eval_run.o: OPTIMIZE = -O3 -g -fno-math-errno -fno-trapping-math

$(BUILD)/tests/%: tests/%.c $(LIBRARY_OBJECTS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS) -MMD -MP -o $@ $< $(LIBRARY_OBJECTS) $(LIBRARIES) -lcmocka

# The Mustache specification's own cases: SPEC is a folder with its JSON files.
test-mustache:
	@if [ ! -d "$(SPEC)" ]; then echo "usage: make test-mustache SPEC=DIR, where DIR has the JSON files of the" \
	 "Mustache specification (github.com/mustache/spec, folder specs)" >&2; exit 2; fi
	@$(MAKE) --no-print-directory $(BUILD)/tests/mustache_spec
	@$(BUILD)/tests/mustache_spec "$(SPEC)"
-include $(BUILD)/tests/mustache_spec.d

format:
	clang-format -i model/*.[ch] gen/*.[ch] $(wildcard tests/*.[ch])

clean:
	rm -rf build fleetsheet

-include $(OBJECTS:.o=.d) $(UNIT_TESTS:=.d)

.PHONY: test-mustache all format clean
.DELETE_ON_ERROR:
