/** Recorded offences of whole units, as rates. Pure. */

import type { Band, BandCode, Month, Unit, UnitMonths } from '../api/types';

/** A rate counts offences for so many people. */
export const PEOPLE = 10_000;

/** A unit in one month. */
export interface UnitRow {
  unit: Unit;
  /** Rounded; `null` where withheld. */
  recorded: number | null;
  /** Recorded per 10,000 people; `null` where withheld. */
  rate: number | null;
  /** Band of the rate against the average; 0 where withheld. */
  band: BandCode;
  /** Whether the rounding of the count could have changed the band. */
  unsure: boolean;
}

/**
 * The average month of the country: recorded per 10,000 people over every published month of every unit.
 * One figure for a whole version, so that bands do not move from month to month. `null` where nothing is published.
 */
export function averageRate(answers: readonly UnitMonths[]): number | null {
  let [recorded, people] = [0, 0];
  for (const { unit, months } of answers) {
    for (const month of months) {
      if (month.recorded === null || unit.population <= 0) continue;
      recorded += month.recorded;
      people += unit.population;
    }
  }
  return people === 0 ? null : (recorded / people) * PEOPLE;
}

/** The fixed band that a ratio falls in. */
export function bandOf(ratio: number, bands: readonly Band[]): BandCode {
  const reached = bands.filter(({ min_ratio: least }) => ratio >= least);
  return reached.reduce<BandCode>((highest, { code }) => (code > highest ? code : highest), 0);
}

/** Every unit in a month, highest rate first, those withheld last. `base`: what counts are rounded to a multiple of. */
export function unitRows(
  answers: readonly UnitMonths[],
  month: Month,
  bands: readonly Band[],
  base: number,
): UnitRow[] {
  const average = averageRate(answers);
  const rows = answers.map(({ unit, months }): UnitRow => {
    const recorded = months.find((known) => known.month === month)?.recorded ?? null;
    if (recorded === null || unit.population <= 0 || average === null || average === 0) {
      return { unit, recorded, rate: null, band: 0, unsure: false };
    }
    const rateOf = (count: number) => (count / unit.population) * PEOPLE;
    const bandAt = (count: number) => bandOf(rateOf(Math.max(0, count)) / average, bands);
    const unsure = bandAt(recorded - base / 2) !== bandAt(recorded + base / 2);
    return { unit, recorded, rate: rateOf(recorded), band: bandAt(recorded), unsure };
  });
  return rows.toSorted((a, b) => (b.rate ?? -1) - (a.rate ?? -1));
}

/** The month in which most was recorded, the latest of equal ones; `null` where every month is withheld. */
export function highestMonth({
  months,
}: {
  months: readonly Pick<UnitMonths['months'][number], 'month' | 'recorded'>[];
}): { month: Month; recorded: number } | null {
  let highest: { month: Month; recorded: number } | null = null;
  for (const { month, recorded } of months) {
    if (recorded !== null && recorded >= (highest?.recorded ?? 0)) highest = { month, recorded };
  }
  return highest;
}
