/** The published cells that the map shows, with their outlines: read from the server's OGC API – Features. */

import { getJson, type Fetch } from '../api/client';
import type { BandCode, Month } from '../api/types';
import type { Bounds } from '../map/geo';
import { lastDay, type Period } from '../state/period';

/** What is seen. */
export interface Sight {
  category: string;
  /** One, or the two that are compared. */
  periods: readonly Period[];
  resolution: number;
  /** Only cells that meet these bounds. */
  bounds: Bounds;
  /** Only cells of this unit; `null`: of any. */
  unit: string | null;
}

/** What the server tells of a cell in a month. */
export interface SeenProperties {
  cell: string;
  category: string;
  month: Month;
  kind: Period['kind'];
  band: BandCode;
  /** Bands at the ends of a forecast's interval; `null` for a recorded month. */
  band_low: BandCode | null;
  band_high: BandCode | null;
  /** Rounded; `null` for a forecast, and where it is withheld. */
  recorded: number | null;
  resolution: number;
  simulated: boolean;
  unit: string | null;
}

/** A cell's outline and what is told of it. */
export type SeenCell = GeoJSON.Feature<GeoJSON.Polygon, SeenProperties>;

interface Answer {
  features: SeenCell[];
  links: { rel: string; href: string }[];
}

/** The most that the server gives in one answer. */
const CELLS_AT_ONCE = 10_000;

/** Reads the cells in sight, period after period. Errors: `ApiError`. */
export async function seenCells(sight: Sight, fetcher?: Fetch): Promise<SeenCell[]> {
  const parts = await Promise.all(sight.periods.map((period) => cellsOf(sight, period, fetcher)));
  return parts.flat();
}

async function cellsOf(sight: Sight, period: Period, fetcher?: Fetch): Promise<SeenCell[]> {
  const found: SeenCell[] = [];
  let address: string | undefined = addressOf(sight, period.month);
  while (address !== undefined) {
    const answer: Answer = await getJson<Answer>(address, fetcher);
    found.push(...answer.features);
    address = nextOf(answer);
  }
  const { unit } = sight;
  return found.filter(
    ({ properties: own }) => own.kind === period.kind && (unit === null || own.unit === unit),
  );
}

function addressOf({ category, resolution, bounds }: Sight, month: Month): string {
  const query = new URLSearchParams({
    bbox: bounds.map((degrees) => degrees.toFixed(5)).join(','),
    datetime: `${month}-01/${lastDay(month)}`,
    resolution: String(resolution),
    limit: String(CELLS_AT_ONCE),
  });
  return `/ogc/collections/risk-${category}/items?${query}`;
}

/** Without the host: the page asks nobody but the server that it came from, by whatever name that calls itself. */
const nextOf = ({ links }: Answer): string | undefined =>
  links.find(({ rel }) => rel === 'next')?.href.replace(/^https?:\/\/[^/]+/, '');
