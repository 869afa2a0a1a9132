#!/usr/bin/env bash
# GIS programs against the real server, which serves the small house: GDAL and OWSLib read the OGC API, GDAL and pmtiles the exports;
# and what the columnar files hold. `make test` makes the house beforehand.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/common.sh"

published
for tool in ogrinfo pytest; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: run make tools" >&2; exit 2; }
done
oshaq="$(program debug)"
work="$(mktemp -d)"
trap 'unserve; rm -rf "$work"' EXIT
serve "$work/serve.log" --store "$house/store" --requests-per-minute 0
for form in pmtiles mbtiles geojson csv parquet; do
  "$oshaq" export "$form" --store "$house/store" --layer risk-theft --out "$work/SIMULATED_theft.$form" >/dev/null
done
for form in geojson csv parquet; do
  "$oshaq" export "$form" --store "$house/store" --layer districts --out "$work/SIMULATED_districts.$form" >/dev/null
done
OSHAQ_URL="$base" OSHAQ_EXPORTS="$work" python3 -m pytest -q -p no:cacheprovider --color=no tests/gis.py tests/disclosure.py
