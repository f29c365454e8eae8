#!/bin/sh
# docs.sh - /docs in a real browser. Prints TAP.
exec "$(dirname "$0")/run.sh" docs.mjs
