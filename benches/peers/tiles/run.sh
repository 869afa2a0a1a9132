#!/usr/bin/env bash
# Tiles from Oshaq and from Martin 1.14.0 side by side: STORE=oshaq-data benches/peers/tiles/run.sh. Needs wrk, and a store that
# `oshaq demo` or `oshaq publish` made; builds Martin once (some minutes) unless MARTIN names the program.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/../../../scripts/common.sh"

store="${STORE:-oshaq-data}"
[ -f "$store/surface/current" ] || { echo "$store has no published surface: run make demo first, or name a store with STORE=" >&2; exit 2; }
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 2; }
martin="${MARTIN:-$target/martin/bin/martin}"
if [ ! -x "$martin" ]; then
  cargo install martin --version 1.14.0 --locked --no-default-features --features mbtiles,pmtiles,geojson,metrics --root "$target/martin"
fi
exec python3 benches/peers/tiles/compare.py --oshaq "$(program release)" --martin "$martin" --store "$store" "$@"
