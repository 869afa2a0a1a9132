#!/usr/bin/env bash
# `oshaq ingest` and `oshaq counts` beside what analysts would write with pandas, polars and DuckDB, on one simulated CSV of the ERDR layer:
#   benches/peers/etl/run.sh [FOLDER] [ROWS …]        # rows: any of 1, 10 and 50 (millions); 10 unless told
# `oshaq` is taken from $OSHAQ or the path. FOLDER (a temporary one unless told) keeps the tables: 3.2 GB for 10 million rows, and about as
# much again while they are drawn. ROUNDS=3 says how often each contestant runs, in turn with the others.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
folder="${1:-$(mktemp -d)}"
shift || true
mkdir -p "$folder"
venv="${VENV:-$folder/venv}"
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install -q "polars==2.*" "polars-h3==0.7.*" "duckdb==2.*" "pandas==3.*" "h3==4.*" "pyarrow>=20" "pyproj==3.*" numpy
"$venv/bin/python" "$here/utm.py"
"$venv/bin/python" "$here/contest.py" "${OSHAQ:-oshaq}" "$folder" "${@:-10}"
