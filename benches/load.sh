#!/usr/bin/env bash
# Requests a second and latency of cached tiles: benches/load.sh [http://127.0.0.1:8080] [seconds] [connections].
# Asks a running server for its risk tiles around the places of the surface, round and round; needs wrk (Debian: apt-get install wrk).
set -euo pipefail

base="${1:-http://127.0.0.1:8080}"
seconds="${2:-10}"
connections="${3:-64}"
command -v wrk >/dev/null || { echo "benches/load.sh needs wrk: apt-get install wrk" >&2; exit 2; }

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

python3 - "$base" >"$work/paths" <<'PYTHON' || { echo "$base does not answer as an Oshaq server: start oshaq serve first" >&2; exit 2; }
import json
import math
import sys
import urllib.request

base = sys.argv[1]


def get(path):
    with urllib.request.urlopen(base + path, timeout=10) as answer:
        return json.load(answer)


def tile_of(lat, lng, zoom):
    side = 1 << zoom
    x = (lng + 180) / 360 * side
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side
    return int(x), int(y)


current = get("/current.json")
units = get("/api/v1/units")
risk = [layer for layer in current["layers"] if layer["name"].startswith("risk-")]
paths, largest = [], ("", 0)
for layer in risk[:6]:
    for zoom in (4, 6, 8, 10, 12):
        for x, y in sorted({tile_of(unit["lat"], unit["lng"], zoom) for unit in units}):
            path = f"/tiles/{layer['name']}/{layer['version']}/{zoom}/{x}/{y}"
            asked = urllib.request.Request(base + path, headers={"Accept-Encoding": "gzip"})
            with urllib.request.urlopen(asked, timeout=10) as answer:
                size = len(answer.read())
                if answer.status == 200:
                    paths.append(path)
                    largest = max(largest, (path, size), key=lambda found: found[1])
if not paths:
    sys.exit("no tile holds anything")
print(f"{len(paths)} tiles, largest {largest[0]} with {largest[1]} bytes", file=sys.stderr)
print("\n".join(paths))
PYTHON

cat >"$work/round.lua" <<'LUA'
local paths = {}
for line in io.lines(os.getenv("OSHAQ_PATHS")) do paths[#paths + 1] = line end
local next_path = 0
function request()
  next_path = next_path % #paths + 1
  return wrk.format("GET", paths[next_path], { ["Accept-Encoding"] = "gzip" })
end
function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("%.0f requests/s, p50 %.2f ms, p99 %.2f ms, %.1f MB/s, %d failed of %d\n",
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.bytes / summary.duration, failed, summary.requests))
  if failed > 0 then os.exit(1) end
end
LUA

OSHAQ_PATHS="$work/paths" wrk --threads 2 --connections "$connections" --duration "${seconds}s" --latency --script "$work/round.lua" "$base"
