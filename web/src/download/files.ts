/** Files made in the page from what is published. Pure, but for {@link saveFile}. */

import type { RankedCell } from '../api/types';
import { bandOfCode, cellName, type PaintedCells } from '../map/cells';

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
  month: string;
  unit: string | null;
  version: string;
  simulated: boolean;
  source: string;
  licence: string;
}

const CELL_COLUMNS = ['cell', 'lat', 'lng', 'band', 'band_low', 'band_high'] as const;
const ABOUT_COLUMNS = ['category', 'month', 'unit', 'version', 'simulated', 'source', 'licence'] as const;

const aboutCells = (about: About): Cell[] =>
  ABOUT_COLUMNS.map((name) => {
    const value = about[name];
    return typeof value === 'boolean' ? String(value) : value;
  });

/** Published cells as CSV, each row with what it is of. */
export const cellsCsv = (cells: readonly RankedCell[], about: About): string =>
  csv(
    [...CELL_COLUMNS, ...ABOUT_COLUMNS],
    cells.map((cell) => [...CELL_COLUMNS.map((name) => cell[name]), ...aboutCells(about)]),
  );

/** The bands of one recorded month as CSV: a row for each published cell of one resolution. */
export const bandsCsv = ({ resolution, ids, codes }: PaintedCells, absent: number, about: About): string =>
  csv(
    ['cell', 'band', ...ABOUT_COLUMNS],
    [...ids].flatMap((id, i) => {
      const found = bandOfCode(codes[i] ?? absent, { absent });
      return found === null ? [] : [[cellName(id, resolution), found.band, ...aboutCells(about)]];
    }),
  );

/** Published cells as GeoJSON (RFC 7946): their centres. */
export function cellsGeoJson(cells: readonly RankedCell[], about: About): string {
  const features = cells.map(({ lat, lng, ...properties }) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [lng, lat] },
    properties,
  }));
  return JSON.stringify({ type: 'FeatureCollection', ...about, features }, null, 1);
}

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
