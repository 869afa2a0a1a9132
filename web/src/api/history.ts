/** What was published before, and how it did: versions and the scoreboard. */

import { getJson, type Fetch } from './client';
import type { BandCode, Month } from './types';

/** A version that was published, and what it changed against the one before. */
export interface PublishedVersion {
  version: string;
  /** When it was written (RFC 3339). */
  created: string;
  simulated: boolean;
  published_month: Month;
  forecast_month: Month;
  months: { first: Month | null; last: Month | null };
  served: boolean;
  /** `null` for the first. */
  changes: {
    months_added: Month[];
    months_removed: Month[];
    categories_added: string[];
    categories_removed: string[];
  } | null;
}

export interface VersionPage {
  items: PublishedVersion[];
  /** The next page's `cursor`; `null` on the last. */
  next: string | null;
}

/** A published forecast beside what was recorded in its month since. Numbers are numbers of cells. */
export interface JudgedForecast {
  version: string;
  forecast_month: Month;
  model: string;
  resolution: number;
  compared: number;
  withheld: number;
  same_band: number;
  within_interval: number;
  higher: number;
  lower: number;
  /** How many would have had the right band by repeating the last closed month's. */
  naive_same_band: number | null;
  bands: { band: BandCode; cells: number; recorded: number[]; withheld: number }[];
}

export interface Scoreboard {
  category: string;
  forecasts: JudgedForecast[];
}

export const getVersions = (cursor: string | null, fetcher?: Fetch) =>
  getJson<VersionPage>(
    `/api/v1/versions${cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`}`,
    fetcher,
  );

export const getScoreboard = (category: string, fetcher?: Fetch) =>
  getJson<Scoreboard>(`/api/v1/scoreboard?category=${encodeURIComponent(category)}`, fetcher);
