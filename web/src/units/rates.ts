/** Recorded offences of whole units, as rates. Pure. */

import type { BandCode, Month, Unit, UnitMonths } from '../api/types';

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

/** Every unit in a month, highest rate first, those withheld last. The server says its band. */
export function unitRows(answers: readonly UnitMonths[], month: Month): UnitRow[] {
  const rows = answers.map(({ unit, months }): UnitRow => {
    const told = months.find((known) => known.month === month);
    const recorded = told?.recorded ?? null;
    const rate = recorded === null || unit.population <= 0 ? null : (recorded / unit.population) * PEOPLE;
    return { unit, recorded, rate, band: told?.band ?? 0, unsure: told?.rounding_may_change_band ?? false };
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
