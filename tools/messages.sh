#!/bin/sh
# Collect every sentence of the interface into bot/locales/sala.pot and bring the catalogues up to date.
# Usage: tools/messages.sh .venv/bin
set -eu
bin=$1
"$bin/pybabel" -q extract -k N_ -k plural:1,2 --no-location --sort-output --width=110 \
  --project=Sala --copyright-holder="the Sala authors" -o bot/locales/sala.pot bot handlers
for language in km lo my vi th; do
  file=bot/locales/$language/LC_MESSAGES/sala.po
  if [ -f "$file" ]; then
    "$bin/pybabel" -q update -D sala -i bot/locales/sala.pot -l "$language" -o "$file" --no-wrap --omit-header
  else
    "$bin/pybabel" -q init -D sala -i bot/locales/sala.pot -l "$language" -o "$file" --no-wrap
  fi
done
