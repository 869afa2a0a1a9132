/**
 * What the server answers, by hand after the HTTP contract.
 * `npm run types` generates the same from the server's OpenAPI document.
 */

/** Band codes of tiles and answers: 1 to 5 are the five fixed bands, 0 is "insufficient data". */
export type BandCode = 0 | 1 | 2 | 3 | 4 | 5;

/** A calendar month, `YYYY-MM`. */
export type Month = string;

/** Whether a count is published, or withheld because it is small (or protects a small one). */
export type CountState = 'published' | 'suppressed';

/** Why a category has no public map. */
export type Withheld = 'sensitive' | 'police_discovered' | 'not_place_based' | 'not_forecast';

export interface Named {
  name_kk: string;
  name_ru: string;
  name_en: string;
}

export interface Current {
  version: string;
  simulated: boolean;
  layers: { name: string; version: string; tilejson: string }[];
}

export interface Band {
  code: BandCode;
  min_ratio: number;
  max_ratio: number | null;
}

export interface Category extends Named {
  slug: string;
  published: boolean;
  reason: Withheld | null;
}

export interface Meta {
  version: string;
  simulated: boolean;
  published_month: Month;
  /** When the version was written (RFC 3339). */
  created?: string;
  source: string;
  licence: string;
  months: Month[];
  forecast_month: Month;
  forecast_window: { start: string; end: string };
  bands: Band[];
  rounding_base: number;
  suppress_below: number;
  interval_level: number;
  resolutions: number[];
  categories: Category[];
}

export interface Unit extends Named {
  kato: string;
  kind: 'region' | 'city';
  population: number;
  lat: number;
  lng: number;
}

export interface UnitMonths {
  unit: Unit;
  category: string;
  months: {
    month: Month;
    recorded: number | null;
    state: CountState;
    per_10k: number | null;
    not_mapped: number | null;
  }[];
}

export interface CellMonth {
  month: Month;
  band: BandCode;
  recorded: number | null;
  state: CountState;
}

export interface CellForecast {
  month: Month;
  band: BandCode;
  band_low: BandCode;
  band_high: BandCode;
  level: number;
  model: string;
  words_key: string;
}

export interface Cell {
  cell: string;
  resolution: number;
  category: string;
  unit: string | null;
  lat: number;
  lng: number;
  history: CellMonth[];
  forecast: CellForecast | null;
  population: number | null;
}

export interface RankedCell {
  cell: string;
  lat: number;
  lng: number;
  band: BandCode;
  band_low: BandCode;
  band_high: BandCode;
}

/** Shares of cells, in per cent, as keys: `"1"`, `"2"`, `"5"`, `"10"`, `"20"`. */
export type ByShare = Record<string, number | null>;

export interface ModelScore {
  model: string;
  hit_rate: ByShare;
  pai: ByShare;
  pei: ByShare;
  deviance: number | null;
  log_score: number | null;
}

export interface Scores {
  category: string;
  models: ModelScore[];
  windows: number;
  from: string;
  until: string;
}

export type Reading = 'A' | 'B';

export type Status =
  'on_track' | 'behind' | 'met' | 'not_observable' | 'contradictory' | 'no_observation' | 'not_due';

export interface TargetSeries {
  name: string;
  reading: Reading | null;
  source: string;
  points: { year: number | null; value: number; note: string | null }[];
}

export interface Observation {
  period: string;
  /** `null` where the period spans years. */
  year: number | null;
  value: number;
  unit: string;
  source: string;
  note: string | null;
}

export interface TargetStatus {
  series: string;
  reading: Reading | null;
  /** `null` where the source shows a target without saying of which year. */
  year: number | null;
  status: Status;
  target: number | null;
  observed: number | null;
  observed_year?: number | null;
}

export interface Texts {
  text_kk: string;
  text_ru: string;
  text_en: string;
}

export interface Indicator {
  id: number;
  slug: string;
  unit: string;
  direction: 'up' | 'down';
  series: TargetSeries[];
  observations: Observation[];
  status: TargetStatus[];
  contradictions: (Texts & { slug: string })[];
  breaks: (Texts & { year: number })[];
}

export interface Indicators {
  as_of: string;
  indicators: Indicator[];
}
