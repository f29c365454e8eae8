#!/bin/sh
# page.sh - the page at / in a real browser, as staff. Prints TAP.
exec "$(dirname "$0")/run.sh" page.mjs
