#!/usr/bin/env bash
# Runs every notebook from its first cell to its last against the small house. `make test` makes that one beforehand.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/common.sh"

published
command -v pytest >/dev/null || { echo "pytest is missing: run make tools" >&2; exit 2; }
export OSHAQ_STORE="$house/store" OSHAQ_BACKTEST="$house/backtest.parquet" MPLBACKEND=agg
pytest --nbmake --nbmake-timeout=300 -p no:cacheprovider --color=no -W ignore::DeprecationWarning notebooks
