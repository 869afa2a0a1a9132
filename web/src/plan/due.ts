/**
 * When measures of the action plan fall due. Pure: the day it is, `now`, is an argument.
 *
 * A term is written as: a month `2026-05`, a quarter `2026-Q1`, a half-year `2026-H1`, a year `2026`, years
 * `2026/2027`; or it comes again: `yearly`, `yearly:12` (in a month), `yearly:02-15,07-15` (by days),
 * `half-yearly`, `quarterly`, `monthly`; or it never ends: `always`.
 */

import { type Day, dayInKazakhstan } from '../state/day';

/** The plan's last day: nothing that comes again comes after it. */
export const LAST_DAY: Day = '2030-12-31';

const MONTHS_IN: Readonly<Record<string, number>> = {
  yearly: 12,
  'half-yearly': 6,
  quarterly: 3,
  monthly: 1,
};

/** The last day of a month. */
const endOf = (year: number, month: number): Day =>
  new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);

/** The last day of a term that is over some time; `null` for one that comes again or never ends. */
export function lastDayOf(due: string): Day | null {
  const years = /^(?:\d{4}\/)?(\d{4})$/.exec(due);
  if (years) return endOf(Number(years[1]), 12);
  const parts = /^(\d{4})-([QH]?)(\d{1,2})$/.exec(due);
  if (!parts) return null;
  const [, year, part, index] = parts;
  const length = part === 'Q' ? 3 : part === 'H' ? 6 : 1;
  return endOf(Number(year), Number(index) * length);
}

/** The next day on which something is due, today included; `null` when the term is over or never ends. */
export function nextDue(due: string, now: Date): Day | null {
  const today = dayInKazakhstan(now);
  const last = lastDayOf(due);
  if (last !== null) return last >= today ? last : null;
  const found = comingDays(due, Number(today.slice(0, 4))).find((day) => day >= today);
  return found !== undefined && found <= LAST_DAY ? found : null;
}

/** The days of a term that comes again, of a year and the next. */
function comingDays(due: string, year: number): Day[] {
  const [every = '', times] = due.split(':');
  const inYear = (known: number): Day[] => {
    if (times !== undefined) return times.split(',').map((time) => dayIn(known, time));
    const step = MONTHS_IN[every];
    if (step === undefined) return [];
    return Array.from({ length: 12 / step }, (_, i) => endOf(known, (i + 1) * step));
  };
  return [...inYear(year), ...inYear(year + 1)];
}

const dayIn = (year: number, time: string): Day =>
  time.includes('-') ? `${year}-${time}` : endOf(year, Number(time));

/** Whether a term is over. That a measure was carried out is another matter. */
export const isOver = (due: string, now: Date): boolean =>
  lastDayOf(due) !== null && nextDue(due, now) === null;

/** What falls due on the next `most` distinct days, soonest first. */
export function comingUp<T extends { due: string }>(
  measures: readonly T[],
  now: Date,
  most: number,
): { day: Day; measures: T[] }[] {
  const byDay = new Map<Day, T[]>();
  for (const measure of measures) {
    const day = nextDue(measure.due, now);
    if (day !== null) byDay.set(day, [...(byDay.get(day) ?? []), measure]);
  }
  return [...byDay]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .slice(0, most)
    .map(([day, due]) => ({ day, measures: due }));
}
