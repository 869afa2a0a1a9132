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
trap 'unserve; rm -f "$log"' EXIT
serve "$log" --store "$store"
export BASE_URL="$base"
cd web && npm run --silent shots -- "$folder"
