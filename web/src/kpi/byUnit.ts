/** Indicator 2 by unit: official figures of form 1-M, compared by the server, as columns and as a file. */

import type { CategoryFigure, OffencesByUnit, UnitsOfYear } from '../api/types';
import { csv } from '../download/files';

/** One category across the units. */
export interface CategoryColumn {
  category: string;
  /** The articles that the fullest source counts. */
  articles: readonly string[];
  /** In the order of the units. */
  cells: CategoryCell[];
}

export interface CategoryCell {
  /** `null` where it is withheld, or no source tells it. */
  rate: number | null;
  /** Whether the source tells it and the number is withheld. */
  withheld: boolean;
  /** Share of the highest rate among those that count the same articles. */
  ofHighest: number;
  /** The articles, where they are fewer than the column's: such a number must not be compared with the others. */
  fewer: readonly string[] | null;
}

/** The structure of recorded offences, a column for each category that any unit tells, most articles first told. */
export function structure({ units }: UnitsOfYear): CategoryColumn[] {
  const categories = [
    ...new Set(units.flatMap(({ categories: told }) => told.map(({ category }) => category))),
  ];
  return categories.map((category) => {
    const told = units.map(({ categories: all }) => all.find((one) => one.category === category));
    const articles = [...new Set(told.flatMap((one) => one?.articles ?? []))].toSorted();
    const same = (one: CategoryFigure, other?: CategoryFigure) =>
      other?.articles.toSorted().join() === one.articles.toSorted().join();
    const highest = (one: CategoryFigure) =>
      Math.max(...told.map((other) => (same(one, other) ? (other?.per_10k ?? 0) : 0)));
    return {
      category,
      articles,
      cells: told.map((one) => ({
        rate: one?.per_10k ?? null,
        withheld: one?.recorded === null,
        ofHighest: one === undefined || one.per_10k === null ? 0 : one.per_10k / (highest(one) || 1),
        fewer: one === undefined || one.articles.length === articles.length ? null : one.articles,
      })),
    };
  });
}

const PLACE = ['recorded', 'per_10k', 'low', 'high', 'rank', 'rank_low', 'rank_high'] as const;

/** Everything that is shown of a year, a line for each unit; a category's articles and cells stand beside its number. */
export function unitsCsv({ year, units }: UnitsOfYear, { form, source }: OffencesByUnit): string {
  const columns = structure({ year, units });
  const header = [
    ...['kato', 'name_kk', 'name_ru', 'name_en', 'form', 'year', 'origin', 'simulated', 'population'],
    ...PLACE.map((name) => `offences_${name}`),
    'offences_cells',
    ...PLACE.map((name) => `crimes_${name}`),
    'crimes_cells',
    ...columns.flatMap(({ category }) => [category, `${category}_articles`, `${category}_cells`]),
    'contradictions',
    'source',
  ];
  const lines = units.map((unit) => [
    ...[unit.kato, unit.name_kk, unit.name_ru, unit.name_en, form, year, unit.origin],
    ...[String(unit.simulated), unit.population ?? ''],
    ...PLACE.map((name) => unit.offences[name] ?? ''),
    unit.offences.cells.join(';'),
    ...PLACE.map((name) => unit.crimes[name] ?? ''),
    unit.crimes.cells.join(';'),
    ...columns.flatMap(({ category }) => {
      const told = unit.categories.find((one) => one.category === category);
      return [told?.recorded ?? '', told?.articles.join(';') ?? '', told?.cells.join(';') ?? ''];
    }),
    unit.contradictions.map(({ subject, form: own, facts }) => `${subject}: ${own} / ${facts}`).join('; '),
    source,
  ]);
  return csv(header, lines);
}
