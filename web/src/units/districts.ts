/** Recorded offences and forecasts of districts, as bands of rates. Pure. */

import type { Band, BandCode, ByDistrict, District } from '../api/types';
import { doubtOf } from '../map/cells';
import type { Period } from '../state/period';
import { bandOf, PEOPLE } from './rates';

/** Rates are compared over so many days, whatever the month. */
const DAYS = 28;

/** Doubt from which a forecast's band is dotted. */
const VERY_WIDE = 2;

/** A district in one period. */
export interface DistrictRow {
  district: District;
  /** Rounded; `null` where withheld, and of a forecast. */
  recorded: number | null;
  /** Recorded per 10,000 people; `null` where withheld or where the population is not known. */
  rate: number | null;
  band: BandCode;
  /** Whether rounding could have changed the band, or the forecast's interval is very wide. */
  unsure: boolean;
}

/** Every district in a period, highest band and rate first. `base`: what counts are rounded to a multiple of. */
export function districtRows(
  { districts, reference_per_10k: reference }: ByDistrict,
  period: Period,
  bands: readonly Band[],
  base: number,
): DistrictRow[] {
  const rows = districts.map((district): DistrictRow => {
    if (period.kind === 'forecast') {
      const { band, band_low: low, band_high: high } = district.forecast;
      return {
        district,
        recorded: null,
        rate: null,
        band,
        unsure: band > 0 && doubtOf({ low, high }) >= VERY_WIDE,
      };
    }
    const told = district.months.find(({ month }) => month === period.month);
    const recorded = told?.recorded ?? null;
    const people = district.population ?? 0;
    if (told === undefined || recorded === null || people <= 0) {
      return { district, recorded, rate: null, band: told?.band ?? 0, unsure: false };
    }
    const rateOf = (count: number) => (Math.max(0, count) / people) * PEOPLE;
    const days = daysOf(period.month);
    const bandAt = (count: number) =>
      reference ? bandOf(((rateOf(count) / days) * DAYS) / reference, bands) : told.band;
    const unsure = bandAt(recorded - base / 2) !== bandAt(recorded + base / 2);
    return { district, recorded, rate: rateOf(recorded), band: told.band, unsure };
  });
  return rows.toSorted((a, b) => b.band - a.band || (b.rate ?? -1) - (a.rate ?? -1));
}

/** Days of a month, `YYYY-MM`. */
function daysOf(month: string): number {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}
