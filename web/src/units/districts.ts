/** Recorded offences and forecasts of districts, as bands of rates. Pure. */

import type { BandCode, ByDistrict, District } from '../api/types';
import { doubtOf } from '../map/cells';
import type { Period } from '../state/period';
import { PEOPLE } from './rates';

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

/** Every district in a period, highest band and rate first. The server says its band. */
export function districtRows({ districts }: ByDistrict, period: Period): DistrictRow[] {
  const rows = districts.map((district): DistrictRow => {
    if (period.kind === 'forecast') {
      const { band, band_low: low, band_high: high } = district.forecast;
      const unsure = band > 0 && doubtOf({ low, high }) >= VERY_WIDE;
      return { district, recorded: null, rate: null, band, unsure };
    }
    const told = district.months.find(({ month }) => month === period.month);
    const recorded = told?.recorded ?? null;
    const people = district.population ?? 0;
    const rate = recorded === null || people <= 0 ? null : (recorded / people) * PEOPLE;
    const [band, unsure] = [told?.band ?? 0, told?.rounding_may_change_band ?? false];
    return { district, recorded, rate, band, unsure };
  });
  return rows.toSorted((a, b) => b.band - a.band || (b.rate ?? -1) - (a.rate ?? -1));
}
