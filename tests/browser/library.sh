#!/bin/sh
# library.sh - /library.html in a real browser. Prints TAP.
exec "$(dirname "$0")/run.sh" library.mjs
