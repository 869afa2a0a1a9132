#!/usr/bin/env bash
# Pictures of every page of the published store (STORE, by default oshaq-data): scripts/screenshots.sh [FOLDER].
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/common.sh"

folder="$(mkdir -p "${1:-$target/screenshots}" && cd "${1:-$target/screenshots}" && pwd)"
store="${STORE:-oshaq-data}"
[ -f "$store/surface/current" ] || { echo "$store has no published surface: run make demo first, or name a store with STORE=" >&2; exit 2; }
oshaq="$(program release)"
log="$(mktemp)"
"$oshaq" serve --store "$store" --listen 127.0.0.1:0 >"$log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -f "$log"' EXIT
for _ in $(seq 150); do
  BASE_URL="$(sed -n 's|^Oshaq is at \(http://[^ ]*\).*|\1|p' "$log")"
  [ -n "$BASE_URL" ] && break
  sleep 0.2
done
[ -n "$BASE_URL" ] || { echo "the server did not say where it listens:" >&2; cat "$log" >&2; exit 1; }
export BASE_URL
cd web && npm run --silent shots -- "$folder"
