#!/bin/sh
# Writes the C source of lang/standards.h: every standard of this folder as an array of bytes.
# usage: embed.sh FILE.jx … > standards.c
set -eu
echo '#include "lang/standards.h"'
index=0
for file in "$@"; do
  printf '\nstatic const char source_%d[] = {' "$index"
  od -An -v -tx1 "$file" | sed 's/ \([0-9a-f][0-9a-f]\)/(char)0x\1,/g'
  echo '};'
  index=$((index + 1))
done
printf '\nconst struct embedded_standard embedded_standards[] = {\n'
index=0
for file in "$@"; do
  printf '    {"%s", {source_%d, sizeof source_%d}},\n' "$(basename "$file" .jx)" "$index" "$index"
  index=$((index + 1))
done
printf '    {0, {0, 0}},\n};\n'
