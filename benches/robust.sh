#!/usr/bin/env bash
# What a server must stand, on loopback and bounded: publishing under load, a thousand slow clients, a kill.
# benches/robust.sh [SECONDS]: works on a copy of the small house (scripts/small_house.sh); needs wrk and slowhttptest (Debian).
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "$0")/../scripts/common.sh"

seconds="${1:-30}"
for tool in wrk slowhttptest; do
  command -v "$tool" >/dev/null || { echo "benches/robust.sh needs $tool: apt-get install $tool" >&2; exit 2; }
done
published
oshaq="$(program release)"
work="$(mktemp -d)"
store="$work/store"
cp -R "$house/store" "$store"
server=""
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
missed=0

# judge "what" FIGURE "<" LIMIT
judge() {
  if python3 -c "import sys; sys.exit(0 if $2 $3 $4 else 1)"; then
    echo "ok    $1: $2 (must be $3 $4)"
  else
    echo "FAIL  $1: $2 (must be $3 $4)"
    missed=1
  fi
}

# Six versions stay served, so that addresses taken before five publications still answer after them.
start() {
  serve "$work/log" --store "$store" --listen 127.0.0.1:"${1:-0}" --kept-versions 6 --requests-per-minute 0
  until curl -sf -o /dev/null "$base/health/ready"; do
    kill -0 "$server" || { echo "the server ended by itself; its log:" >&2; cat "$work/log" >&2; exit 1; }
    sleep 0.02
  done
}

# publish DAY…: a forecast from the day after each, by a model that costs little, published. The server looks for a new version every second, and
# of two within one it would take the newer only.
publish() {
  for day in "$@"; do
    sleep 2
    "$oshaq" --json forecast --store "$store" --horizon 28d --model historic_count --until "$day" >"$work/forecast.json" 2>>"$work/publish.log"
    "$oshaq" --json publish --store "$store" >"$work/publish.json" 2>>"$work/publish.log"
  done
}

# tags: every tile of a version, with its tag and a hash of its bytes.
tags() {
  python3 - "$base" "$1" <<'PYTHON'
import hashlib
import json
import sys
import urllib.request

base, version = sys.argv[1:]
tiles = f"/tiles/risk-all/{version}"
for zoom, columns, rows in ((3, (5, 6), (2, 3)), (6, (40, 48), (20, 26)), (8, (180, 188), (92, 98)), (10, (726, 736), (370, 380))):
    for x in range(*columns):
        for y in range(*rows):
            with urllib.request.urlopen(f"{base}{tiles}/{zoom}/{x}/{y}", timeout=10) as answer:
                print(zoom, x, y, answer.status, answer.headers.get("ETag"), hashlib.sha256(answer.read()).hexdigest())
PYTHON
}

resident_mb() { awk '/^VmRSS/ {print $2 / 1024}' "/proc/$server/status"; }

echo "== five versions are published under load"
start
# Read while the shelf is filled, too: memory is held against that of a server that has done all of it once.
publish 2025-12-20 2025-12-21 2025-12-22 2025-12-23 2025-12-24 &
publishing=$!
bash benches/load.sh "$base" "$seconds" 64 >"$work/warm.txt" 2>&1
wait "$publishing"
sleep 3
before="$(resident_mb)"
first="$(cat "$store/surface/current")"
tags "$first" >"$work/tags.before"
publish 2025-12-25 2025-12-26 2025-12-27 2025-12-28 2025-12-29 &
publishing=$!
bash benches/load.sh "$base" "$seconds" 64 2>&1 | tee "$work/load.txt"
wait "$publishing"
sleep 3
taken="$(curl -sf "$base/metrics" | awk '/^oshaq_versions_taken_total/ {print $2}')"
judge "versions taken while serving" "$taken" ">=" 11
judge "failed requests" "$(sed -n 's/.* \([0-9]*\) failed of .*/\1/p' "$work/load.txt")" "==" 0
judge "resident memory after against before" "$(python3 -c "print(round($(resident_mb) / $before, 3))")" "<=" 1.10

tags "$first" >"$work/tags.after"
judge "tiles of the version before that changed" "$(diff "$work/tags.before" "$work/tags.after" | grep -c '^>' || true)" "==" 0
judge "tiles compared that hold something" "$(grep -c ' 200 ' "$work/tags.after")" ">" 5

echo "== a thousand slow clients"
slowhttptest -c 1000 -H -i 5 -r 1000 -l 25 -u "$base/" -x 24 -p 3 >"$work/slow.txt" 2>&1 &
slow=$!
held() { curl -sf "$base/metrics" | awk '/^oshaq_http_connections / {print $2}'; }
# Each is sent away when the time for a header is over, after 15 s: the load is to lie before that.
for _ in $(seq 40); do
  [ "$(held)" -lt 1001 ] || break
  sleep 0.1
done
judge "slow clients before the normal requests" "$(held)" ">=" 1000
bash benches/load.sh "$base" 10 16 2>&1 | tee "$work/normal.txt"
judge "slow clients after them" "$(held)" ">=" 1000
kill "$slow" 2>/dev/null || true
wait "$slow" 2>/dev/null || true
judge "p99 of normal requests, ms" "$(sed -n 's/.*p99 \([0-9.]*\) ms.*/\1/p' "$work/normal.txt")" "<" 250

echo "== killed and started again"
port="${base##*:}"
kill -9 "$server"
wait "$server" 2>/dev/null || true
began="$(date +%s.%N)"
start "$port"
judge "seconds from the start to serving" "$(python3 -c "print(round($(date +%s.%N) - $began, 2))")" "<" 2
exit "$missed"
