# Jixiao: build, test, install.  `make demo` and `make test` are all a newcomer needs.
#
#   make            build/jixiao
#   make test       everything that is tested        make asan   the same under ASan and UBSan
#   make demo       check and render the example     make deps   install what is missing
#   make install    DESTDIR=, PREFIX=/usr/local      make clean
#   V=1 shows the commands.

ifeq ($(origin CC),default)
CC := gcc
endif
FLEX    ?= flex
BISON   ?= bison
PREFIX  ?= /usr/local
BUILD   ?= build
VERSION := 0.1.0

CSTD     := -std=gnu11 -D_GNU_SOURCE -I. -I$(BUILD) -DJIXIAO_VERSION='"$(VERSION)"'
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Werror
HARDEN   := -fstack-protector-strong -fPIE
CFLAGS   ?= -O2 -g
LDFLAGS  ?= -pie -Wl,-z,relro,-z,now
CMARK_CFLAGS = $(shell pkg-config --cflags libcmark)
CMARK_LIBS   = $(shell pkg-config --libs libcmark)
LIBS         = -lunistring $(CMARK_LIBS)

LANG_SOURCES    := $(wildcard lang/base/*.c lang/number/*.c lang/*.c lang/checks/*.c)
GRAMMAR_SOURCES := $(wildcard grammar/*.c)
RUNTIME_SOURCES := $(filter-out runtime/main.c,$(wildcard runtime/*.c runtime/commands/*.c runtime/backends/*.c runtime/reporters/*.c))
GENERATED       := $(BUILD)/grammar/scanner.c $(BUILD)/grammar/parser.c $(BUILD)/lang/standards.c
STANDARDS       := 全国2020 全国2021 湖南整体 湖南项目 四川0013zp 湖北项目
OBJECTS         := $(patsubst %.c,$(BUILD)/%.o,$(LANG_SOURCES) $(GRAMMAR_SOURCES) $(RUNTIME_SOURCES)) $(GENERATED:.c=.o)
CLEAN_EXAMPLES  := examples/hetang-2022-fixed.jx examples/minimal.jx examples/hubei-project.jx examples/sichuan-project.jx
UNITS           := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

ifeq ($(V),1)
Q :=
SAY := @:
else
Q := @
SAY := @printf '%-8s %s\n'
endif

.PHONY: all test check-build units golden asan demo deps install uninstall clean format
.SECONDARY:
.DELETE_ON_ERROR:

all: $(BUILD)/jixiao

# Installs what is missing from the distribution's packages; says what and why; silent when all is there.
deps:
	@sh tests/tools/install-missing.sh

$(BUILD)/jixiao: $(OBJECTS) $(BUILD)/runtime/main.o
	$(SAY) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/grammar/parser.c $(BUILD)/grammar/parser.h &: grammar/parser.y
	$(SAY) BISON $<
	$(Q)mkdir -p $(@D)
	$(Q)$(BISON) -Wall -Wcounterexamples -Werror -o $(BUILD)/grammar/parser.c --header=$(BUILD)/grammar/parser.h $<

# flex warns and succeeds: any word it says is an error here.
$(BUILD)/grammar/scanner.c: grammar/scanner.l
	$(SAY) FLEX $<
	$(Q)mkdir -p $(@D)
	$(Q)$(FLEX) -CFe -o $@ $< 2>$@.log; test ! -s $@.log || { cat $@.log >&2; rm -f $@; false; }

$(BUILD)/lang/standards.c: lang/standards/embed.sh $(STANDARDS:%=lang/standards/%.jx)
	$(SAY) EMBED $@
	$(Q)mkdir -p $(@D)
	$(Q)sh $^ > $@

# Generated code keeps the warnings that its own skeleton passes.
$(GENERATED:.c=.o): WARNINGS := -Wall -Wextra -Werror -Wno-unused-function $(GENERATED_FLAGS)
$(GENERATED:.c=.o) $(patsubst %.c,$(BUILD)/%.o,$(GRAMMAR_SOURCES)): | $(BUILD)/grammar/parser.h

$(GENERATED:.c=.o): $(BUILD)/%.o: $(BUILD)/%.c
	$(SAY) CC $<
	$(Q)$(CC) $(CSTD) $(WARNINGS) $(HARDEN) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/%.o: %.c
	$(SAY) CC $<
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CSTD) $(WARNINGS) $(HARDEN) $(CMARK_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/tests/unit/%.o $(OBJECTS)
	$(SAY) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) $(shell pkg-config --libs cmocka)

units: deps
	$(Q)$(MAKE) --no-print-directory $(UNITS)
	$(Q)set -e; for unit in $(UNITS); do $$unit; done

golden: deps
	$(Q)$(MAKE) --no-print-directory $(BUILD)/jixiao
	$(Q)python3 tests/run.py --program $(BUILD)/jixiao
	$(Q)python3 tests/tools/check_docs.py --program $(BUILD)/jixiao
	$(Q)python3 tests/tools/check_explanations.py --program $(BUILD)/jixiao
	$(Q)python3 tests/tools/seed_findings.py --program $(BUILD)/jixiao
	$(Q)python3 tests/tools/mutate.py --program $(BUILD)/jixiao $(CLEAN_EXAMPLES)

test: deps
	$(Q)$(MAKE) --no-print-directory units golden

# The parser's large frame would be poisoned anew for every statement: no use-after-scope for it.
asan: deps
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/asan \
	  CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all' \
	  GENERATED_FLAGS=-fno-sanitize-address-use-after-scope HARDEN= LDFLAGS= units golden

# The example report holds real errors: check finds them (exit 1), and a draft is rendered all the same.
demo: deps
	$(Q)$(MAKE) --no-print-directory $(BUILD)/jixiao
	-$(BUILD)/jixiao check examples/hetang-2022.jx
	$(BUILD)/jixiao build --draft --to md,csv -o $(BUILD)/demo examples/hetang-2022.jx
	@echo; echo "已生成 / written:"; ls $(BUILD)/demo

install: $(BUILD)/jixiao
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/doc/jixiao
	install -m 755 $(BUILD)/jixiao $(DESTDIR)$(PREFIX)/bin/jixiao
	install -m 644 README.md README.zh.md CHANGELOG.md LICENSE docs/language.md $(DESTDIR)$(PREFIX)/share/doc/jixiao

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/jixiao
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/jixiao

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf $(BUILD)

-include $(OBJECTS:.o=.d) $(BUILD)/runtime/main.d
