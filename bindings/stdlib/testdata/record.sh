#!/bin/sh
# Writes down what Lua 5.1 prints, for the tests to compare with.
cd "$(dirname "$0")" || exit
export TZ=UTC LC_ALL=C
for f in *.lua; do
  [ "$f" = record.lua ] || lua5.1 record.lua "$f" >"${f%.lua}.golden"
done
cd programs || exit
for f in *.lua; do
  lua5.1 "$f" >"${f%.lua}.golden" 2>&1
done
lua5.4 pack.lua >pack.golden
