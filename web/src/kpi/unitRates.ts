/** Rates of whole units over the months of the published surface. Pure. */

import type { Meta, Month, UnitMonths } from '../api/types';
import { csv } from '../download/files';
import { PEOPLE } from '../units/rates';

/** One unit's rates, in the order of the months. */
export interface UnitLine {
  unit: UnitMonths['unit'];
  /** Recorded offences per 10,000 people and month; `null` where withheld. */
  rates: (number | null)[];
  /** The same over the last twelve months; `null` where one of them is withheld. */
  year: number | null;
}

export interface UnitRates {
  months: Month[];
  lines: UnitLine[];
  /** The highest rate of all: the charts share one scale. */
  highest: number;
}

const YEAR = 12;

/** Lays the units' months beside each other. */
export function unitRatesOf(answers: readonly UnitMonths[]): UnitRates {
  const months = [...new Set(answers.flatMap((answer) => answer.months.map(({ month }) => month)))].sort();
  const lines = answers.map(({ unit, months: own }) => {
    const counts = months.map((month) => own.find((known) => known.month === month)?.recorded ?? null);
    const rates = counts.map((count) => per10k(count, unit.population));
    return { unit, rates, year: sumOf(rates.slice(-YEAR)) };
  });
  return {
    months,
    lines,
    highest: Math.max(0, ...lines.flatMap(({ rates }) => rates.map((rate) => rate ?? 0))),
  };
}

const per10k = (count: number | null, population: number): number | null =>
  count === null || population <= 0 ? null : (count / population) * PEOPLE;

const sumOf = (rates: readonly (number | null)[]): number | null =>
  rates.length < YEAR
    ? null
    : rates.reduce<number | null>((sum, rate) => (sum === null || rate === null ? null : sum + rate), 0);

/** The line as an SVG path in a frame, broken where a month is withheld. Units: CSS pixels. */
export function pathOf(
  rates: readonly (number | null)[],
  highest: number,
  width: number,
  height: number,
): string {
  const step = width / Math.max(1, rates.length - 1);
  return rates
    .map((rate, i) => {
      if (rate === null) return '';
      const begins = (rates[i - 1] ?? null) === null;
      const y = highest === 0 ? height : height * (1 - rate / highest);
      return `${begins ? 'M' : 'L'}${(i * step).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}

/** Every unit and month, a line each, with what they are of. */
export const unitRatesCsv = ({ months, lines }: UnitRates, meta: About): string =>
  csv(
    ['kato', 'name_en', 'month', 'recorded_per_10k', 'version', 'simulated', 'source', 'licence'],
    lines.flatMap(({ unit, rates }) =>
      months.map((month, i) => [
        ...[unit.kato, unit.name_en, month, rates[i] ?? null],
        ...[meta.version, String(meta.simulated), meta.source, meta.licence],
      ]),
    ),
  );

type About = Pick<Meta, 'version' | 'simulated' | 'source' | 'licence'>;
