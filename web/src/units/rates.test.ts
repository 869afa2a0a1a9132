import { describe, expect, it } from 'vitest';
import type { BandCode, UnitMonths } from '../api/types';
import { highestMonth, unitRows } from './rates';

const answer = (kato: string, population: number, counts: (number | null)[], band: BandCode): UnitMonths => ({
  unit: { kato, name_kk: kato, name_ru: kato, name_en: kato, kind: 'region', population, lat: 0, lng: 0 },
  category: 'theft',
  reference_per_10k: 3.5,
  months: counts.map((recorded, i) => ({
    month: `2025-0${i + 1}`,
    recorded,
    state: recorded === null ? 'suppressed' : 'published',
    per_10k: null,
    band: recorded === null ? 0 : band,
    rounding_may_change_band: recorded === 40,
    not_mapped: null,
  })),
});

const ANSWERS = [answer('10', 100_000, [10, 40], 1), answer('75', 200_000, [100, null], 3)];

describe('rates of units', () => {
  it('come highest first, in the band that the server says, and a withheld count has neither', () => {
    const told = (month: string) =>
      unitRows(ANSWERS, month).map(({ unit, rate, band, unsure }) => [unit.kato, rate, band, unsure]);
    expect(told('2025-01')).toEqual([
      ['75', 5, 3, false],
      ['10', 1, 1, false],
    ]);
    expect(told('2025-02')).toEqual([
      ['10', 4, 1, true],
      ['75', null, 0, false],
    ]);
  });

  it('are not told of a month that is not there, nor where nobody lives', () => {
    expect(unitRows(ANSWERS, '2030-01').map(({ rate, band }) => [rate, band])).toEqual([
      [null, 0],
      [null, 0],
    ]);
    expect(unitRows([answer('10', 0, [10], 0)], '2025-01')[0]?.rate).toBeNull();
  });
});

describe('the highest month', () => {
  const of = (...recorded: (number | null)[]) =>
    highestMonth({
      months: recorded.map((count, i) => ({
        ...{ month: `2025-0${i + 1}`, recorded: count },
      })),
    });

  it('is the one with most recorded, the latest of equal ones, and withheld months are none', () => {
    expect(of(5, 20, null, 20, 10)).toEqual({ month: '2025-04', recorded: 20 });
    expect(of(null, null)).toBeNull();
  });
});
