#!/usr/bin/env bash
# Ours against LightGBM and statsforecast on the same counts: benches/peers/forecast/run.sh STORE CATEGORY SINCE UNTIL
# STORE holds incidents and counts (`oshaq ingest`, `oshaq counts --resolution 9`); `oshaq` is taken from $OSHAQ or the path.
# Fit and 26 weekly windows each, features included, reading the counts excluded for the peers and included for ours.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
store="$1" category="$2" since="$3" until="$4"
venv="${VENV:-$(mktemp -d)/venv}"
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install -q "lightgbm==4.*" "statsforecast==2.*" "h3==4.*" numpy scipy pandas pyarrow
for model in stack glm kernel_mixture; do
  echo "== ours: $model"
  time "${OSHAQ:-oshaq}" --json backtest --store "$store" --category "$category" --resolution 9 --horizon 7d --windows 26 \
    --since "$since" --until "$until" --models "$model" |
    python3 -c 'import json, sys; it = json.load(sys.stdin)["scores"][0]["models"][0]; print(it["model"], it["hit_rate"]["5"], it["deviance"])'
done
echo "== peers"
"$venv/bin/python" "$here/peer.py" "$store" "$category" "$since" "$until"
