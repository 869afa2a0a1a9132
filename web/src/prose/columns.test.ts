import { describe, expect, it } from 'vitest';
import { districtRecords, unitRecords } from '../download/areas';
import { ABOUT_COLUMNS, CELL_COLUMNS } from '../download/files';
import { LANGS } from '../state/url';
import { COLUMNS } from './columns';

const NAMES = { name_kk: 'Ү', name_ru: 'У', name_en: 'U' };
const PLACE = { ...NAMES, lat: 51, lng: 71, population: 1 };
const FORECAST = { month: '2026-01', band: 1, band_low: 1, band_high: 2 } as const;
const MONTH = { kind: 'recorded', month: '2025-12' } as const;
const TOLD = { recorded: 5, rate: 0.1, band: 1, unsure: false } as const;
const unit = unitRecords([{ ...TOLD, unit: { ...PLACE, kato: '71', kind: 'city' } }], MONTH);
const district = districtRecords(
  [
    {
      ...TOLD,
      district: {
        ...{ ...PLACE, kato: '711110000', unit: '71', months: [], forecast: FORECAST },
      },
    },
  ],
  MONTH,
);
const written = new Set([
  ...CELL_COLUMNS,
  ...ABOUT_COLUMNS,
  'resolution',
  ...Object.keys(unit[0] ?? {}),
  ...Object.keys(district[0] ?? {}),
]);

describe('the columns of the files', () => {
  it('are all explained, and no other', () => {
    expect(COLUMNS.flatMap(({ names }) => names).toSorted()).toEqual([...written].toSorted());
  });

  it.each(LANGS)('are explained in %s, in a language of their own', (lang) => {
    const meanings = COLUMNS.map(({ meaning }) => meaning[lang]);
    expect(new Set(meanings).size).toBe(meanings.length);
    expect(Math.min(...meanings.map(({ length }) => length))).toBeGreaterThan(15);
  });
});
