/** Files made in the page from what is published. Pure, but for {@link saveFile}. */

import type { SeenCell } from './seen';

export type Cell = string | number | null;

/** Spreadsheets run a text that begins with one of these as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * CSV (RFC 4180): comma, CRLF, quotes where needed. A text that a spreadsheet would run as a formula gets an
 * apostrophe before it; numbers stay numbers.
 */
export function csv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => row.map(field).join(',') + '\r\n').join('');
}

function field(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What every file says about itself. */
export interface About {
  category: string;
  version: string;
  simulated: boolean;
  source: string;
  licence: string;
}

export const ABOUT_COLUMNS = ['category', 'version', 'simulated', 'source', 'licence'] as const;
const TOLD_COLUMNS = ['month', 'kind', 'band', 'band_low', 'band_high', 'recorded', 'unit'] as const;
export const CELL_COLUMNS = ['cell', 'lat', 'lng', ...TOLD_COLUMNS] as const;
export const aboutCells = (about: About): Cell[] => ABOUT_COLUMNS.map((name) => plain(about[name]));
export const plain = (value: Cell | boolean): Cell => (typeof value === 'boolean' ? String(value) : value);

/** Published cells as CSV: where their middle is, what is told of them, and what each row is of. */
export const cellsCsv = (cells: readonly SeenCell[], about: About): string =>
  csv(
    [...CELL_COLUMNS, ...ABOUT_COLUMNS],
    cells.map(({ geometry, properties }) => [
      properties.cell,
      ...middleOf(geometry),
      ...TOLD_COLUMNS.map((name) => properties[name]),
      ...aboutCells(about),
    ]),
  );

/** The mean of the corners of a cell, to a metre: latitude, longitude. Units: degrees. */
function middleOf({ coordinates: [ring = []] }: GeoJSON.Polygon): [number, number] {
  // The last corner of a ring is its first.
  const corners = ring.slice(1);
  const mean = (axis: 0 | 1) =>
    Number((corners.reduce((sum, corner) => sum + (corner[axis] ?? 0), 0) / corners.length).toFixed(5));
  return [mean(1), mean(0)];
}

/** Features as GeoJSON (RFC 7946), with what they are of. */
export const geoJson = (features: readonly GeoJSON.Feature[], about: About): string =>
  JSON.stringify({ type: 'FeatureCollection', ...about, features });

/** `oshaq-theft-f202601-75.csv`: letters that every file system takes. */
export const fileName = (parts: readonly (string | null)[], ending: string): string =>
  `${['oshaq', ...parts]
    .filter((part) => part !== null)
    .join('-')
    .replace(/[^\w-]+/g, '_')}.${ending}`;

/** Hands a file to the browser. */
export function saveFile(name: string, content: string | Blob, type = 'text/plain'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: `${type};charset=utf-8` }) : content;
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read by then; an address that is kept keeps the whole file in memory.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
