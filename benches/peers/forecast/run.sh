#!/usr/bin/env bash
# Ours against LightGBM and statsforecast on the same counts: benches/peers/forecast/run.sh STORE CATEGORY SINCE UNTIL
# STORE holds incidents and counts (`oshaq ingest`, `oshaq counts --resolution 9`); `oshaq` is taken from $OSHAQ or the path.
# Median of three runs each: from counts in memory to 26 weekly forecasts, features included; reading, the cells' neighbours and scoring left out.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
store="$1" category="$2" since="$3" until="$4"
runs=3
venv="${VENV:-$(mktemp -d)/venv}"
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -c 'import h3, lightgbm, pandas, pyarrow, scipy, statsforecast' 2>/dev/null ||
  "$venv/bin/pip" install -q "lightgbm==4.*" "statsforecast==2.*" "h3==4.*" numpy scipy pandas pyarrow
lines="$(mktemp)"
trap 'rm -f "$lines"' EXIT
{
  for model in stack glm kernel_mixture; do
    for _ in $(seq "$runs"); do
      "${OSHAQ:-oshaq}" --json backtest --store "$store" --category "$category" --resolution 9 --horizon 7d --windows 26 \
        --since "$since" --until "$until" --models "$model" 2>/dev/null | tr -d '\n'
      echo
    done | python3 -c '
import json, statistics, sys

runs = [json.loads(line) for line in sys.stdin]
[category], [seconds] = runs[0]["scores"], zip(*(run["seconds"].values() for run in runs))
[model] = category["models"]
print(json.dumps({"model": model["model"], "category": category["category"], "seconds": round(statistics.median(seconds), 3),
                  "hit@5%": round(model["hit_rate"]["5"], 4), "deviance": round(model["deviance"], 4)}))'
  done
  "$venv/bin/python" "$here/peer.py" "$store" "$category" "$since" "$until" "$runs"
} | tee "$lines"
# A model of ours counts where its hit rate and its deviance are both at least as good as LightGBM's, to the digits told.
python3 - "$lines" <<'PYTHON'
import json
import sys

told = [json.loads(line) for line in open(sys.argv[1])]
[peer] = [one for one in told if one["model"] == "lightgbm"]
for one in told:
    if one["model"] in ("stack", "glm", "kernel_mixture"):
        as_good = one["hit@5%"] >= peer["hit@5%"] and one["deviance"] <= peer["deviance"]
        times = round(peer["seconds"] / one["seconds"], 1)
        print(json.dumps({"model": one["model"], "times LightGBM's speed": times, "at equal or better scores": as_good}))
PYTHON
