#!/usr/bin/env bash
# Asks the server of the small house whatever its contract allows and forbids: no 5xx, no status and no answer that the contract does
# not know. EXAMPLES a operation, 100 unless told otherwise. `make test` makes the house beforehand.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/common.sh"

[ -f "$house/store/surface/current" ] || { echo "$house/store has no surface: run scripts/small_house.sh first" >&2; exit 2; }
command -v schemathesis >/dev/null || { echo "schemathesis is missing: run make tools" >&2; exit 2; }
oshaq="$(program debug)"
log="$house/contract.log"
"$oshaq" serve --store "$house/store" --listen 127.0.0.1:0 --requests-per-minute 0 >"$log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT

base=""
for _ in $(seq 150); do
  base="$(sed -n 's|^Oshaq is at \(http://[^ ]*\).*|\1|p' "$log")"
  if [ -n "$base" ] || ! kill -0 "$server" 2>/dev/null; then break; fi
  sleep 0.2
done
[ -n "$base" ] || { echo "the server did not say where it listens; its log:" >&2; cat "$log" >&2; exit 1; }

# Pictures are left out: each takes a processor for seconds, and they have tests of their own.
# It keeps what failed in the folder where it runs.
cd "$house"
schemathesis run "$base/api/openapi.json" --max-examples "${EXAMPLES:-100}" --workers 2 --seed 7 --generation-database none \
  --phases examples,coverage,fuzzing --exclude-path /api/v1/snapshot.png --no-color --warnings off \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method
