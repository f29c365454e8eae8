#!/bin/sh
# accounts.sh - the page at / in a real browser, for who logs in. Prints TAP.
exec "$(dirname "$0")/run.sh" accounts.mjs --access accounts
