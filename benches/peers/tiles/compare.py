#!/usr/bin/env python3
"""The same tiles from Oshaq and from Martin, in one run on one machine, alternating.

Martin serves our own PMTiles export of the layer. 700 tiles of Kazakhstan (zoom 5 to 8) and 700 around a city (zoom 9 to 12, where
the layer ends), each of which holds something, drawn with a fixed seed and shuffled, over 64 connections, gzip; then the same tiles
with the ETags that each server gave, so that nothing but 304 comes back. Both servers run as they come; memory is what they hold after
all of it. Needs wrk (Debian). Loopback only. benches/peers/tiles/run.sh starts it.
"""

import argparse
import json
import math
import os
import pathlib
import random
import re
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).parent
LAYER = "risk-all"
TILES = 700
CONNECTIONS = 64
SEED = 7
CITY = (43.2389, 76.8897)  # Almaty
NATION = (40.5, 46.4, 55.5, 87.4)  # south, west, north, east of Kazakhstan
WARM_UP_SECONDS = 2
# What issue "Serving the nation" asks for, as ratios to Martin.
LEAST_RATE, MOST_P99, LEAST_RATE_304, MOST_MEMORY = 1.5, 0.8, 1.5, 0.6
MOST_MONTH = 0.2  # of the gzip property tiles


def tile_at(lat, lng, zoom):
    side = 1 << zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side
    return int((lng + 180) / 360 * side), int(y)


def nation():
    tiles = []
    for zoom in range(5, 9):
        (west, north), (east, south) = tile_at(NATION[2], NATION[1], zoom), tile_at(NATION[0], NATION[3], zoom)
        tiles += [(zoom, x, y) for x in range(west, east + 1) for y in range(north, south + 1)]
    return tiles


def city():
    tiles = []
    for zoom in range(9, 13):
        x, y = tile_at(*CITY, zoom)
        reach = 1 << (zoom - 8)
        tiles += [(zoom, a, b) for a in range(x - reach, x + reach + 1) for b in range(y - reach, y + reach + 1)]
    return tiles


def drawn(tiles, draw):
    """So many, each as often as it must be."""
    picked = draw.sample(tiles, min(TILES, len(tiles)))
    picked += draw.choices(tiles, k=TILES - len(picked))
    draw.shuffle(picked)
    return picked


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def fetch(address):
    """Status, ETag and body as sent."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers.get("ETag", ""), answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, "", b""


def wait_for(address):
    for _ in range(100):
        try:
            if fetch(address)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"{address} does not answer")


class Peer:
    def __init__(self, name, command, base, path):
        self.name, self.base, self.path = name, base, path
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def fetch(self, tile):
        return fetch(self.base + self.path.format(z=tile[0], x=tile[1], y=tile[2]))

    def addresses(self, tiles, tagged):
        """Lines for round.lua: the path, and the ETag where the client is to have a copy."""
        tags = {tile: self.fetch(tile)[1] for tile in set(tiles)} if tagged else {}
        if tagged and not all(tags.values()):
            raise SystemExit(f"{self.name} gives no ETag")
        return [f"{self.path.format(z=z, x=x, y=y)} {tags.get((z, x, y), '')}" for z, x, y in tiles]

    def resident_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def load(self, lines, seconds, work):
        listed = work / "paths"
        listed.write_text("\n".join(lines) + "\n")
        command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s", "--latency"]
        done = subprocess.run([*command, "--script", str(HERE / "round.lua"), self.base], capture_output=True, text=True, check=True,
                              env={**os.environ, "TILE_PATHS": str(listed)})
        rate, median, p99, broken, refused = re.search(r"RESULT (\S+) (\S+) (\S+) (\d+) (\d+)", done.stdout).groups()
        if int(broken) or int(refused):
            raise SystemExit(f"{self.name}: {broken} requests failed, {refused} were refused")
        return float(rate), float(median), float(p99)


def start(chosen, work):
    pmtiles = work / f"{LAYER}.pmtiles"
    subprocess.run([chosen.oshaq, "export", "pmtiles", "--store", chosen.store, "--layer", LAYER, "--out", str(pmtiles)], check=True,
                   stdout=subprocess.DEVNULL)
    version = (pathlib.Path(chosen.store) / "surface" / "current").read_text().strip()
    ours, theirs = free_port(), free_port()
    bases = [f"http://127.0.0.1:{port}" for port in (ours, theirs)]
    peers = [
        Peer("oshaq", [chosen.oshaq, "serve", "--store", chosen.store, "--listen", f"127.0.0.1:{ours}"], bases[0],
             f"/tiles/{LAYER}/{version}/{{z}}/{{x}}/{{y}}"),
        Peer("martin", [chosen.martin, "--listen-addresses", f"127.0.0.1:{theirs}", str(pmtiles)], bases[1],
             f"/{LAYER}/{{z}}/{{x}}/{{y}}"),
    ]
    wait_for(f"{bases[0]}/current.json")
    wait_for(f"{bases[1]}/catalog")
    return peers


def same_tiles(peers, tiles):
    """Those of the tiles that hold something, which both must answer with the same bytes."""
    held = []
    for tile in tiles:
        ours, theirs = (peer.fetch(tile) for peer in peers)
        if ours[2] != theirs[2]:
            raise SystemExit(f"tile {tile}: {len(ours[2])} bytes from us, {len(theirs[2])} from Martin")
        if ours[2]:
            held.append(tile)
    return held


def compare(peers, lines, chosen, work):
    """The medians of rate, p50 and p99 by peer, over rounds in which they take turns."""
    for peer, own in zip(peers, lines):
        peer.load(own, WARM_UP_SECONDS, work)
    runs = [[] for _ in peers]
    for _ in range(chosen.rounds):
        for peer, own, ran in zip(peers, lines, runs):
            ran.append(peer.load(own, chosen.seconds, work))
    return [[statistics.median(run[part] for run in ran) for part in range(3)] for ran in runs]


def told(what, value, limit, at_least):
    held = value >= limit if at_least else value <= limit
    print(f"  {'ok    ' if held else 'MISSED'} {what}: {value:.2f}, must be {'at least' if at_least else 'at most'} {limit}", flush=True)


def requests(peers, chosen, work):
    draw = random.Random(SEED)
    for name, area in (("nation z5-8", nation()), ("city z9-12", city())):
        held = same_tiles(peers, area)
        tiles = drawn(held, draw)
        size = statistics.mean(len(peers[0].fetch(tile)[2]) for tile in tiles)
        print(f"{name}: {len(set(tiles))} tiles of {len(held)} that hold something, {size:.0f} bytes on average", flush=True)
        for tagged in (False, True):
            medians = compare(peers, [peer.addresses(tiles, tagged) for peer in peers], chosen, work)
            for peer, (rate, median, p99) in zip(peers, medians):
                print(f"  {'304' if tagged else '200'} {peer.name:6} {rate:8.0f} requests/s, p50 {median:.2f} ms, p99 {p99:.2f} ms", flush=True)
            ours, theirs = medians
            if tagged:
                told("304s per second, times Martin's", ours[0] / theirs[0], LEAST_RATE_304, True)
            else:
                told("requests per second, times Martin's", ours[0] / theirs[0], LEAST_RATE, True)
                told("p99, times Martin's", ours[2] / theirs[2], MOST_P99, False)


def memory(peers):
    held = [peer.resident_mb() for peer in peers]
    print(f"resident memory: {peers[0].name} {held[0]:.0f} MB, {peers[1].name} {held[1]:.0f} MB")
    told("resident memory, times Martin's", held[0] / held[1], MOST_MEMORY, False)


def month(ours):
    """The bytes that another month costs where a screen shows 3 × 3 tiles around the city: one array, or those tiles anew."""
    current = json.loads(urllib.request.urlopen(f"{ours.base}/current.json", timeout=10).read())
    window = current["values"]["windows"][-2]
    template = current["values"]["template"].format(category="all", window=window, resolution="{resolution}")
    for resolution in current["grid"]["resolutions"]:
        zoom = resolution["maxzoom"]
        x, y = tile_at(*CITY, zoom)
        tiles = sum(len(ours.fetch((zoom, a, b))[2]) for a in range(x - 1, x + 2) for b in range(y - 1, y + 2))
        array = len(fetch(ours.base + template.format(resolution=resolution["resolution"]))[2])
        print(f"another month at zoom {zoom}: {array} bytes; the gzip property tiles have {tiles}")
        told("bytes of a month, times the tiles'", array / tiles, MOST_MONTH, False)


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--oshaq", required=True)
    asked.add_argument("--martin", required=True)
    asked.add_argument("--store", required=True)
    asked.add_argument("--seconds", type=int, default=6)
    asked.add_argument("--rounds", type=int, default=3)
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        peers = start(chosen, work)
        try:
            requests(peers, chosen, work)
            memory(peers)
            month(peers[0])
        finally:
            for peer in peers:
                peer.process.terminate()
                peer.process.wait()


if __name__ == "__main__":
    main()
