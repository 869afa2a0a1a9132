#!/usr/bin/env bash
# The page in a real browser against the real server, which serves the small house. `make test` makes that one beforehand.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/common.sh"

published
oshaq="$(program debug)"
pictures

log="$house/serve.log"
trap unserve EXIT
serve "$log" --store "$house/store"
export BASE_URL="$base"
# For tests that need a server with settings of their own.
export OSHAQ_PROGRAM="$oshaq" OSHAQ_STORE="$house/store"

(cd web && npm run --silent e2e) || { echo "the server's log ends with:" >&2; tail -n 20 "$log" >&2; exit 1; }

# Asked to end, the server must do so by itself and with success.
kill -TERM "$server"
trap - EXIT
wait "$server" || { echo "the server ended with status $? when asked to end; its log:" >&2; cat "$log" >&2; exit 1; }
echo "ok    the server left when it was asked to"
