#!/bin/sh
# visitor.sh - the page at / in a real browser, for who has no login. Prints TAP.
exec "$(dirname "$0")/run.sh" visitor.mjs --access accounts
