import { describe, expect, it } from 'vitest';
import type { BandCode, ByDistrict, District } from '../api/types';
import { districtRows } from './districts';

const district = (
  kato: string,
  population: number | null,
  recorded: number | null,
  band: BandCode,
): District => ({
  ...{
    kato,
    unit: kato.slice(0, 2),
    name_kk: kato,
    name_ru: kato,
    name_en: kato,
    population,
    lat: 0,
    lng: 0,
  },
  months: [
    {
      month: '2025-02',
      recorded,
      band,
      per_10k: null,
      rounding_may_change_band: recorded === 20,
      state: recorded === null ? 'suppressed' : 'published',
    },
  ],
  forecast: { month: '2026-01', band, band_low: 1, band_high: kato.startsWith('7') ? 5 : 2 },
});

const answer: ByDistrict = {
  category: 'theft',
  reference_per_10k: 10,
  districts: [
    district('751110000', 10_000, 20, 4),
    district('191110000', 10_000, 5, 2),
    district('191310000', 10_000, null, 0),
    district('191510000', null, 40, 0),
  ],
};

const rows = (kind: 'recorded' | 'forecast', month: string) =>
  districtRows(answer, { kind, month }).map(({ district: { kato }, rate, band, unsure }) => [
    ...[kato.slice(0, 4), rate, band, unsure],
  ]);

describe('districts', () => {
  it('are told by the band of the server, which says where rounding could have changed it', () => {
    expect(rows('recorded', '2025-02')).toEqual([
      ['7511', 20, 4, true],
      ['1911', 5, 2, false],
      ['1913', null, 0, false],
      ['1915', null, 0, false],
    ]);
  });

  it('have a forecast without a number, and doubt where its interval is very wide', () => {
    expect(rows('forecast', '2026-01').map(([, rate, , unsure]) => [rate, unsure])).toEqual([
      [null, true],
      [null, false],
      [null, false],
      [null, false],
    ]);
  });
});
