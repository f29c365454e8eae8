#!/bin/sh
# lighthouse_login.sh - Lighthouse of the pages, for who has no login. Prints TAP.
exec "$(dirname "$0")/run.sh" lighthouse_login.mjs --access accounts
