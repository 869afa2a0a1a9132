import { describe, expect, it } from 'vitest';
import type { Band, UnitMonths } from '../api/types';
import { averageRate, bandOf, highestMonth, unitRows } from './rates';

const BANDS: Band[] = [0, 0.5, 1, 2, 4].map((least, i) => ({
  code: (i + 1) as Band['code'],
  min_ratio: least,
  max_ratio: [0.5, 1, 2, 4][i] ?? null,
}));

const answer = (kato: string, population: number, counts: (number | null)[]): UnitMonths => ({
  unit: { kato, name_kk: kato, name_ru: kato, name_en: kato, kind: 'region', population, lat: 0, lng: 0 },
  category: 'theft',
  months: counts.map((recorded, i) => ({
    month: `2025-0${i + 1}`,
    recorded,
    state: recorded === null ? 'suppressed' : 'published',
    per_10k: null,
    not_mapped: null,
  })),
});

const ANSWERS = [answer('10', 100_000, [10, 30]), answer('75', 200_000, [100, null])];

describe('rates of units', () => {
  it('average over the published months only, weighted by people', () => {
    expect(averageRate(ANSWERS)).toBeCloseTo((140 / 400_000) * 10_000, 12);
    expect(averageRate([answer('10', 100_000, [null])])).toBeNull();
  });

  it('come highest first, and a withheld count has neither a rate nor a band', () => {
    expect(unitRows(ANSWERS, '2025-01', BANDS, 5).map(({ unit, rate }) => [unit.kato, rate])).toEqual([
      ['75', 5],
      ['10', 1],
    ]);
    expect(unitRows(ANSWERS, '2025-02', BANDS, 5)[1]).toMatchObject({ recorded: null, rate: null, band: 0 });
  });

  it('fall in a band by their ratio to the average, an edge belonging to the band above it', () => {
    expect([0, 0.49, 0.5, 1, 1.99, 2, 4, 90].map((ratio) => bandOf(ratio, BANDS))).toEqual([
      1, 1, 2, 3, 3, 4, 5, 5,
    ]);
    expect(unitRows(ANSWERS, '2025-01', BANDS, 5).map(({ band }) => band)).toEqual([3, 1]);
  });

  it('say where rounding could have changed the band', () => {
    // The average is 3.5; 70 of 200,000 people are exactly that, an edge: 67.5 would fall below it.
    const edge = [answer('10', 100_000, [35]), answer('75', 200_000, [70])];
    expect(unitRows(edge, '2025-01', BANDS, 5).map(({ unsure }) => unsure)).toEqual([true, true]);
    expect(unitRows(ANSWERS, '2025-01', BANDS, 5).map(({ unsure }) => unsure)).toEqual([false, false]);
  });
});

describe('the highest month', () => {
  const of = (...recorded: (number | null)[]) =>
    highestMonth({
      months: recorded.map((count, i) => ({
        ...{ month: `2025-0${i + 1}`, recorded: count, per_10k: null, not_mapped: null },
        state: count === null ? 'suppressed' : 'published',
      })),
    });

  it('is the one with most recorded, the latest of equal ones, and withheld months are none', () => {
    expect(of(5, 20, null, 20, 10)).toEqual({ month: '2025-04', recorded: 20 });
    expect(of(null, null)).toBeNull();
  });
});
