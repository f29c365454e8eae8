#!/bin/sh
# lighthouse.sh - Lighthouse of the pages, as staff. Prints TAP.
exec "$(dirname "$0")/run.sh" lighthouse.mjs
