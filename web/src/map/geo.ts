/** Geometry on the globe: extent, tiles, distances. */

import type { Place } from './search';

/** West, south, east, north. Units: degrees. */
export type Bounds = readonly [number, number, number, number];

/** The country's extent. Source: KATO units' outlines. */
export const COUNTRY_BOUNDS: Bounds = [46.4, 40.5, 87.4, 55.5];

/** Whether two bounds have a place in common. */
export const meets = (a: Bounds, b: Bounds): boolean =>
  a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

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
