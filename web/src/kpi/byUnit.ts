/** Indicator 2 by unit: published numbers of form 1-M, compared by `data-samples`; a test there holds the file to them. */

import { csv } from '../download/files';
import file from './by_unit.json';

/** A number of recorded offences, its rate and its place among the units. */
export interface Place {
  recorded: number;
  per_10k: number;
  low: number;
  high: number;
  rank: number;
  rank_low: number;
  rank_high: number;
}

export interface UnitOffences {
  kato: string;
  name_kk: string;
  name_ru: string;
  name_en: string;
  population: number;
  offences: Place;
  crimes: Place;
  categories: { category: string; recorded: number }[];
}

export interface OffencesByUnit {
  year: number;
  level: number;
  source: string;
  units: UnitOffences[];
}

export const BY_UNIT: OffencesByUnit = file;

/** Persons that rates are told by. */
const PERSONS = 10_000;

export const per10k = (recorded: number, population: number): number => (recorded * PERSONS) / population;

/** One category across the units: each unit's rate, and its share of the highest. */
export interface CategoryColumn {
  category: string;
  rates: { per_10k: number; ofHighest: number }[];
}

/** The structure of recorded offences, a column for each category, in the order of the units. */
export function structure({ units }: OffencesByUnit): CategoryColumn[] {
  const categories = units[0]?.categories.map(({ category }) => category) ?? [];
  return categories.map((category) => {
    const rates = units.map(({ categories: counts, population }) =>
      per10k(counts.find((known) => known.category === category)?.recorded ?? 0, population),
    );
    const highest = Math.max(...rates);
    return {
      category,
      rates: rates.map((rate) => ({ per_10k: rate, ofHighest: highest === 0 ? 0 : rate / highest })),
    };
  });
}

const PLACE = ['recorded', 'per_10k', 'low', 'high', 'rank', 'rank_low', 'rank_high'] as const;

/** Everything that is shown, a line for each unit. */
export function unitsCsv({ units, year, source }: OffencesByUnit): string {
  const categories = units[0]?.categories.map(({ category }) => category) ?? [];
  const header = [
    ...['kato', 'name_kk', 'name_ru', 'name_en', 'year', 'population'],
    ...PLACE.map((name) => `offences_${name}`),
    ...PLACE.map((name) => `crimes_${name}`),
    ...categories,
    'source',
  ];
  const lines = units.map((unit) => [
    ...[unit.kato, unit.name_kk, unit.name_ru, unit.name_en, year, unit.population],
    ...PLACE.map((name) => unit.offences[name]),
    ...PLACE.map((name) => unit.crimes[name]),
    ...unit.categories.map(({ recorded }) => recorded),
    source,
  ]);
  return csv(header, lines);
}
