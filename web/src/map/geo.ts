/** Geometry on the globe: extent, tiles, distances. */

import type { Place } from './search';

/** West, south, east, north. Units: degrees. */
export type Bounds = readonly [number, number, number, number];

/** The country's extent. Source: KATO units' outlines. */
export const COUNTRY_BOUNDS: Bounds = [46.4, 40.5, 87.4, 55.5];

/**
 * Whether a part of a polygon lies within bounds: an edge of it runs through them, or else they lie inside of it as a whole.
 * Rings: the outline, then its holes, each closed. Units: degrees.
 */
export function polygonMeets(rings: readonly (readonly Point[])[], bounds: Bounds): boolean {
  const edges = rings.flatMap((ring) =>
    ring.slice(1).map((end, i): readonly [Point, Point] => [ring[i] ?? end, end]),
  );
  if (edges.some(([start, end]) => runsThrough(start, end, bounds))) return true;
  const [x, y] = [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
  return edges.filter(([start, end]) => isCrossed(start, end, x, y)).length % 2 === 1;
}

/** Longitude and latitude. */
type Point = readonly number[];

/** Whether a straight line has a part within bounds. Source: Liang and Barsky (1984). */
function runsThrough([x0 = 0, y0 = 0]: Point, [x1 = 0, y1 = 0]: Point, bounds: Bounds): boolean {
  const [west, south, east, north] = bounds;
  let [first, last] = [0, 1];
  for (const [step, room] of [
    [x0 - x1, x0 - west],
    [x1 - x0, east - x0],
    [y0 - y1, y0 - south],
    [y1 - y0, north - y0],
  ] as const) {
    if (step === 0 && room < 0) return false;
    if (step < 0) first = Math.max(first, room / step);
    if (step > 0) last = Math.min(last, room / step);
  }
  return first <= last;
}

/** Whether a ray to the east from a point crosses a line. */
const isCrossed = ([x0 = 0, y0 = 0]: Point, [x1 = 0, y1 = 0]: Point, x: number, y: number): boolean =>
  y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);

/** The tiles of one zoom that touch the bounds (Web Mercator, XYZ). */
export function tilesCovering(
  [west, south, east, north]: Bounds,
  z: number,
): { x: number; y: number; z: number }[] {
  const [left, top] = tileAt(west, north, z);
  const [right, bottom] = tileAt(east, south, z);
  const tiles = [];
  for (let x = left; x <= right; x += 1) {
    for (let y = top; y <= bottom; y += 1) tiles.push({ x, y, z });
  }
  return tiles;
}

function tileAt(lng: number, lat: number, z: number): [number, number] {
  const n = 2 ** z;
  const phi = (lat * Math.PI) / 180;
  const y = (1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2;
  return [Math.floor(((lng + 180) / 360) * n), Math.floor(y * n)];
}

/**
 * The city nearest to a point, for saying where a cell is. Distances on the sphere. A unit's own point is the middle of its
 * outline, from which no reader measures.
 */
export function nearestCity(
  places: readonly Place[],
  lat: number,
  lng: number,
): { place: Place; km: number } | null {
  let best: { place: Place; km: number } | null = null;
  for (const place of places) {
    if (place.kind !== 'city') continue;
    const km = distanceKm(lat, lng, place.lat, place.lng);
    if (best === null || km < best.km) best = { place, km };
  }
  return best;
}

/** Great-circle distance. Units: degrees in, kilometres out (mean radius 6371.0088 km). */
export function distanceKm(lat1: number, lng1: number, lat2: number, lng2: number): number {
  const rad = Math.PI / 180;
  const a =
    Math.sin(((lat2 - lat1) * rad) / 2) ** 2 +
    Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lng2 - lng1) * rad) / 2) ** 2;
  return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(a)));
}
