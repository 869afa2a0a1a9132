/** Lakes and rivers: until which zoom they are shown, and their shapes for whoever draws without MapLibre. */

import { getJson } from '../api/client';
import { Memory } from '../api/memory';
import { project, type Frame } from './mercator';

/** At these zooms water fades out and is gone: its shapes are good to some 3 km. */
export const WATER_FADES = [6.5, 8] as const;
/** Zooms, and how wide a river is at each. Units: CSS pixels. */
export const RIVER_WIDTHS = [3, 0.7, WATER_FADES[1], 2] as const;

/** Lakes and rivers as paths in a frame. */
export interface WaterPaths {
  lakes: Path2D;
  rivers: Path2D;
  /** How far they have faded: 1 not at all. */
  opacity: number;
  riverWidth: number;
}

const files = new Memory<GeoJSON.FeatureCollection>(1);

/** Loads what is to be seen at a zoom; `null` where nothing is. Errors: `ApiError`. */
export async function loadWater(address: string, frame: Frame, zoom: number): Promise<WaterPaths | null> {
  const [from, until] = WATER_FADES;
  if (zoom >= until) return null;
  const { features } = await files.get(address, () => getJson(address));
  const paths = { lakes: new Path2D(), rivers: new Path2D() };
  for (const { geometry } of features) {
    if (geometry.type === 'MultiPolygon') trace(paths.lakes, geometry.coordinates.flat(), frame);
    if (geometry.type === 'MultiLineString') trace(paths.rivers, geometry.coordinates, frame);
  }
  return { ...paths, opacity: fadedAt(zoom, from, until), riverWidth: widthAt(zoom) };
}

const fadedAt = (zoom: number, from: number, until: number) =>
  Math.min(1, Math.max(0, (until - zoom) / (until - from)));

/** As the style interpolates. */
export function widthAt(zoom: number): number {
  const [far, thin, near, wide] = RIVER_WIDTHS;
  const share = Math.min(1, Math.max(0, (zoom - far) / (near - far)));
  return thin + share * (wide - thin);
}

function trace(path: Path2D, lines: readonly GeoJSON.Position[][], { scale, left, top }: Frame): void {
  for (const line of lines) {
    line.forEach(([lng = 0, lat = 0], i) => {
      const { x, y } = project(lng, lat);
      if (i === 0) path.moveTo(x * scale - left, y * scale - top);
      else path.lineTo(x * scale - left, y * scale - top);
    });
  }
}
