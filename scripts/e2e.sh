#!/usr/bin/env bash
# The page in a real browser against the real server, which serves the small house. `make test` makes that one beforehand.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/common.sh"

[ -f "$house/store/surface/current" ] || { echo "$house/store has no surface: run scripts/small_house.sh first" >&2; exit 2; }
oshaq="$(program debug)"
snapshot="${CARGO_TARGET_DIR:-$root/snapshot/target}/debug/oshaq-snapshot"
[ -x "$snapshot" ] && export OSHAQ_SNAPSHOT="${OSHAQ_SNAPSHOT:-$snapshot}"

log="$house/serve.log"
"$oshaq" serve --store "$house/store" --listen 127.0.0.1:0 >"$log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT

# The server says its address when it listens; it chose a free port.
BASE_URL=""
for _ in $(seq 150); do
  BASE_URL="$(sed -n 's|^Oshaq is at \(http://[^ ]*\).*|\1|p' "$log")"
  if [ -n "$BASE_URL" ] || ! kill -0 "$server" 2>/dev/null; then break; fi
  sleep 0.2
done
[ -n "$BASE_URL" ] || { echo "the server did not say where it listens; its log:" >&2; cat "$log" >&2; exit 1; }
export BASE_URL

(cd web && npm run --silent e2e) || { echo "the server's log ends with:" >&2; tail -n 20 "$log" >&2; exit 1; }

# Asked to end, the server must do so by itself and with success.
kill -TERM "$server"
trap - EXIT
wait "$server" || { echo "the server ended with status $? when asked to end; its log:" >&2; cat "$log" >&2; exit 1; }
echo "ok    the server left when it was asked to"
