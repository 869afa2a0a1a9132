import { describe, expect, it } from 'vitest';
import type { UnitMonths } from '../api/types';
import { pathOf, unitRatesCsv, unitRatesOf } from './unitRates';

const MONTHS = Array.from(
  { length: 13 },
  (_, i) => `${2024 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`,
);

const answer = (kato: string, population: number, recorded: (number | null)[]): UnitMonths =>
  ({
    unit: { kato, population, name_en: `Unit ${kato}` },
    months: recorded.map((count, i) => ({ month: MONTHS[i], recorded: count })),
  }) as unknown as UnitMonths;

describe('rates of units over time', () => {
  const rates = unitRatesOf([
    answer('10', 20_000, Array(13).fill(10)),
    answer('11', 10_000, [40, ...Array(11).fill(20), null]),
  ]);

  it('are per 10,000 people, share one scale, and are summed over the last twelve months', () => {
    expect(rates.months).toEqual(MONTHS);
    expect(rates.lines[0]?.rates).toEqual(Array(13).fill(5));
    expect(rates.lines[0]?.year).toBe(60);
    expect(rates.highest).toBe(40);
  });

  it('have no sum where a month is withheld, and none of less than a year', () => {
    expect(rates.lines[1]?.year).toBeNull();
    expect(unitRatesOf([answer('12', 10_000, [5, 5])]).lines[0]?.year).toBeNull();
  });

  it('are drawn with a gap where a month is withheld', () => {
    expect(pathOf([0, 10, null, 5], 10, 30, 20)).toBe('M0.0 20.0L10.0 0.0M30.0 10.0');
    expect(pathOf([null, null], 0, 30, 20)).toBe('');
  });

  it('are a line of CSV for each unit and month that says whether it is simulated', () => {
    const text = unitRatesCsv(rates, { version: 'v', simulated: true, source: 'S', licence: 'L' });
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 2 * 13);
    expect(lines[1]).toBe('10,Unit 10,2024-01,5,v,true,S,L');
    expect(lines.at(-1)).toBe('11,Unit 11,2025-01,,v,true,S,L');
  });
});
