import { describe, expect, it } from 'vitest';
import type { District } from '../api/types';
import { areaFeatures, areasCsv, areasIn, districtRecords, unitRecords } from './areas';
import type { About } from './files';

const ABOUT: About = {
  ...{ category: 'theft', version: 'abc', simulated: true },
  ...{ source: '=cmd()', licence: 'CC BY 4.0' },
};
const almaty = { kato: '75', name_kk: 'Алматы', name_ru: 'Алматы', name_en: 'Almaty' };
const unit = { ...almaty, kind: 'city' as const, population: 2_000_000, lat: 43.2, lng: 76.9 };
const UNITS = [{ unit, recorded: 205, rate: 1.025, band: 3 as const, unsure: true }];
const december = { kind: 'recorded', month: '2025-12' } as const;
const january = { kind: 'forecast', month: '2026-01' } as const;

const square = (kato: string, west: number): GeoJSON.Feature => ({
  type: 'Feature',
  properties: { kato },
  geometry: {
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [west, 43],
          [west + 1, 43],
          [west + 1, 44],
          [west, 44],
          [west, 43],
        ].map(([x = 0, y = 0]) => [x, y]),
      ],
    ],
  },
});
const OUTLINES = { type: 'FeatureCollection' as const, features: [square('75', 76), square('71', 71)] };

describe('files of units', () => {
  it('say the rate, its band, and whether rounding may change it', () => {
    const [header, row] = areasCsv(unitRecords(UNITS, december), ABOUT).split('\r\n');
    expect(header).toBe(
      'kato,name_kk,name_ru,name_en,population,month,recorded,per_10k,band,rounding_may_change_band,category,version,simulated,source,licence',
    );
    expect(row).toBe(
      "75,Алматы,Алматы,Almaty,2000000,2025-12,205,1.025,3,true,theft,abc,true,'=cmd(),CC BY 4.0",
    );
  });

  it('give each outline what is told of its unit in each period, and leave out one of which nothing is told', () => {
    const november = { kind: 'recorded', month: '2025-11' } as const;
    const records = [...unitRecords(UNITS, november), ...unitRecords(UNITS, december)];
    const features = areaFeatures(records, OUTLINES);
    expect(
      features.map(({ properties }) => [properties?.kato as string, properties?.month as string]),
    ).toEqual([
      ['75', '2025-11'],
      ['75', '2025-12'],
    ]);
    expect(features[0]?.geometry).toEqual(OUTLINES.features[0]?.geometry);
  });
});

describe('files of districts', () => {
  const district = {
    ...{ ...almaty, kato: '751110000', unit: '75', population: 300_000, lat: 43.2, lng: 76.9, months: [] },
    forecast: { month: '2026-01', band: 4, band_low: 2, band_high: 5 },
  } as unknown as District;

  it('tell a forecast with its interval, and a recorded month without one', () => {
    const row = { district, recorded: null, rate: null, band: 4 as const, unsure: true };
    const [forecast] = districtRecords([row], january);
    expect(forecast).toMatchObject({ kind: 'forecast', band: 4, band_low: 2, band_high: 5 });
    expect(forecast?.rounding_may_change_band).toBe(false);
    const [recorded] = districtRecords([{ ...row, recorded: 30, rate: 1 }], december);
    expect(recorded).toMatchObject({
      recorded: 30,
      per_10k: 1,
      band_low: null,
      rounding_may_change_band: true,
    });
  });
});

it('the areas in sight are those whose outline reaches into the frame', () => {
  expect(areasIn([76.9, 43.5, 80, 45], OUTLINES)).toEqual(new Set(['75']));
  expect(areasIn([70, 40, 80, 45], OUTLINES)).toEqual(new Set(['75', '71']));
  expect(areasIn([60, 50, 61, 51], OUTLINES)).toEqual(new Set());
});
