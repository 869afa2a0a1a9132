/** A month that the map can show: recorded, or forecast. */

import type { Meta, Month } from '../api/types';

export interface Period {
  kind: 'recorded' | 'forecast';
  month: Month;
}

/** Writes a period as the tiles name it: `r202411` for a recorded month, `f202601` for the forecast one. */
export const periodToken = ({ kind, month }: Period): string =>
  `${kind === 'recorded' ? 'r' : 'f'}${month.replace('-', '')}`;

/** Reads what {@link periodToken} writes; anything else is `null`. */
export function parsePeriod(token: string | null): Period | null {
  const parts = /^([rf])(\d{4})(0[1-9]|1[0-2])$/.exec(token ?? '');
  if (!parts) return null;
  return { kind: parts[1] === 'r' ? 'recorded' : 'forecast', month: `${parts[2]}-${parts[3]}` };
}

/** The periods of the slider, oldest first: the closed months, then the forecast month; all of them have arrays and tiles. */
export function periodsOf(meta: Pick<Meta, 'months' | 'forecast_month'>): Period[] {
  const recorded = [...meta.months].sort();
  return [
    ...recorded.map((month): Period => ({ kind: 'recorded', month })),
    { kind: 'forecast', month: meta.forecast_month },
  ];
}

/** The last day of a month. */
export function lastDay(month: Month): string {
  const [year = 0, index = 0] = month.split('-').map(Number);
  // Day 0 of the month after.
  return new Date(Date.UTC(year, index, 0)).toISOString().slice(0, 10);
}

export const samePeriod = (a: Period, b: Period): boolean => a.kind === b.kind && a.month === b.month;

/** The wanted period when the surface has it, otherwise the forecast month. */
export function choosePeriod(wanted: Period | null, periods: readonly Period[]): Period | null {
  const found = wanted && periods.find((period) => samePeriod(period, wanted));
  return found ?? periods.at(-1) ?? null;
}

/** A comparison that is offered, and why. */
export interface Suggestion {
  why: 'against_recorded' | 'year_before';
  period: Period;
}

/** What to lay beside a period: a forecast against the last closed month, and any month against its year before. */
export function suggested(period: Period, periods: readonly Period[]): Suggestion[] {
  const recorded = (month: Month) =>
    periods.find((known) => known.kind === 'recorded' && known.month === month);
  const last = periods.findLast(({ kind }) => kind === 'recorded');
  const [year = '', index = ''] = period.month.split('-');
  const before = recorded(`${Number(year) - 1}-${index}`);
  return [
    ...(period.kind === 'forecast' && last !== undefined
      ? [{ why: 'against_recorded', period: last } as const]
      : []),
    ...(before === undefined ? [] : [{ why: 'year_before', period: before } as const]),
  ];
}
