#!/usr/bin/env bash
# Everything that must hold before a change lands. Each step prints its runner's own closing lines.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
began=$SECONDS

step() { printf '\n== %s (%d s)\n' "$1" "$((SECONDS - began))"; }

step "tools"
bash scripts/tools.sh

step "format"
cargo fmt --all --check
(cd snapshot && cargo fmt --check)

step "licences, sources, walls"
cargo-deny --log-level error check bans licenses sources

step "page: install, check, unit tests, build"
make --no-print-directory web/node_modules
(cd web && npm run check && npm test && npm run build)

step "lint"
cargo clippy --locked --workspace --all-targets --quiet -- -D warnings

step "Rust tests"
cargo nextest run --locked --workspace --no-fail-fast
cargo test --locked --workspace --doc --quiet

step "benches run once"
# As tests of the whole workspace, so that nothing is built anew with other features.
cargo test --locked --workspace --bench '*' --quiet

step "snapshot"
(cd snapshot && cargo clippy --locked --all-targets --quiet -- -D warnings && cargo nextest run --locked)

step "the whole house, small: simulate, ingest, backtest, forecast, publish"
bash scripts/small_house.sh

step "notebooks"
bash scripts/notebooks.sh

step "the contract against the real server"
bash scripts/contract.sh

step "GIS programs against the real server"
bash scripts/gis.sh

step "the page against the real server"
bash scripts/e2e.sh

step "done"
