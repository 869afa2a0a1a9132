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
[ -f "$house/store/surface/current" ] || { echo "$house/store has no surface: run scripts/small_house.sh first" >&2; exit 2; }
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
  "$oshaq" serve --store "$store" --listen 127.0.0.1:"${1:-0}" --kept-versions 6 --requests-per-minute 0 >"$work/log" 2>&1 &
  server=$!
  base=""
  for _ in $(seq 200); do
    base="$(sed -n 's|^Oshaq is at \(http://[^ ]*\).*|\1|p' "$work/log")"
    if [ -n "$base" ] && curl -sf -o /dev/null "$base/health/ready"; then return; fi
    sleep 0.05
  done
  echo "the server did not begin to serve; its log:" >&2
  cat "$work/log" >&2
  exit 1
}

# publish DAY…: a forecast from the day after each, published.
publish() {
  for day in "$@"; do
    "$oshaq" --json forecast --store "$store" --horizon 28d --until "$day" >"$work/forecast.json" 2>>"$work/publish.log"
    "$oshaq" --json publish --store "$store" >"$work/publish.json" 2>>"$work/publish.log"
  done
}

resident_mb() { awk '/^VmRSS/ {print $2 / 1024}' "/proc/$server/status"; }

echo "== five versions are published under load"
start
publish 2025-12-20 2025-12-21 2025-12-22 2025-12-23 2025-12-24
sleep 3
bash benches/load.sh "$base" 5 64 >"$work/warm.txt" 2>&1
before="$(resident_mb)"
publish 2025-12-25 2025-12-26 2025-12-27 2025-12-28 2025-12-29 &
publishing=$!
bash benches/load.sh "$base" "$seconds" 64 2>&1 | tee "$work/load.txt"
wait "$publishing"
sleep 3
taken="$(curl -sf "$base/metrics" | awk '/^oshaq_versions_taken_total/ {print $2}')"
judge "versions taken while serving" "$taken" ">=" 11
judge "failed requests" "$(sed -n 's/.* \([0-9]*\) failed of .*/\1/p' "$work/load.txt")" "==" 0
judge "resident memory after against before" "$(python3 -c "print(round($(resident_mb) / $before, 3))")" "<=" 1.10

echo "== a thousand slow clients"
slowhttptest -c 1000 -H -i 5 -r 400 -l 25 -u "$base/" -x 24 -p 3 >"$work/slow.txt" 2>&1 &
slow=$!
sleep 5
bash benches/load.sh "$base" 10 16 2>&1 | tee "$work/normal.txt"
echo "connections held: $(curl -sf "$base/metrics" | awk '/^oshaq_http_connections / {print $2}')"
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
