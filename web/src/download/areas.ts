/** Whole units and districts as files: what is told of each in a period, and its outline. Pure. */

import type { Named } from '../api/types';
import { polygonMeets, type Bounds } from '../map/geo';
import type { Period } from '../state/period';
import type { DistrictRow } from '../units/districts';
import type { UnitRow } from '../units/rates';
import { ABOUT_COLUMNS, aboutCells, csv, plain, type About, type Cell } from './files';

/** What is told of an area in a period, by the names of the columns. */
export type AreaRecord = Record<string, Cell | boolean> & { kato: string };

/** Areas with the outlines of all that the server knows. */
export interface Areas {
  records: readonly AreaRecord[];
  outlines: GeoJSON.FeatureCollection;
}

const names = ({ name_kk, name_ru, name_en }: Named) => ({ name_kk, name_ru, name_en });
const rounded = (rate: number | null) => (rate === null ? null : Number(rate.toFixed(3)));

/** Units in a month. */
export const unitRecords = (rows: readonly UnitRow[], { month }: Period): AreaRecord[] =>
  rows.map(({ unit, recorded, rate, band, unsure }) => ({
    ...{ kato: unit.kato, ...names(unit), population: unit.population },
    ...{ month, recorded, per_10k: rounded(rate), band, rounding_may_change_band: unsure },
  }));

/** Districts in a period; of a forecast the bands at the ends of the interval, too. */
export const districtRecords = (rows: readonly DistrictRow[], { kind, month }: Period): AreaRecord[] =>
  rows.map(({ district, recorded, rate, band, unsure }) => {
    const forecast = kind === 'forecast' ? district.forecast : null;
    return {
      ...{ kato: district.kato, ...names(district), unit: district.unit, population: district.population },
      ...{ month, kind, recorded, per_10k: rounded(rate), band },
      ...{ band_low: forecast?.band_low ?? null, band_high: forecast?.band_high ?? null },
      rounding_may_change_band: forecast === null && unsure,
    };
  });

/** Areas as CSV, each row with what it is of. */
export function areasCsv(records: readonly AreaRecord[], about: About): string {
  const columns = Object.keys(records[0] ?? {});
  return csv(
    [...columns, ...ABOUT_COLUMNS],
    records.map((record) => [...columns.map((name) => plain(record[name] ?? null)), ...aboutCells(about)]),
  );
}

/** Areas with their outlines, which the server gives by KATO code; an area of two periods is there twice. */
export function areaFeatures(
  records: readonly AreaRecord[],
  outlines: GeoJSON.FeatureCollection,
): GeoJSON.Feature[] {
  const geometries = new Map(
    outlines.features.map(({ geometry, properties }) => [properties?.kato as string, geometry]),
  );
  return records.flatMap((properties) => {
    const geometry = geometries.get(properties.kato);
    return geometry === undefined ? [] : [{ type: 'Feature', geometry, properties }];
  });
}

/** Codes of the areas of which a part lies within the bounds. */
export function areasIn(bounds: Bounds, { features }: GeoJSON.FeatureCollection): Set<string> {
  const seen = features.filter(({ geometry }) =>
    polygonsOf(geometry).some((rings) => polygonMeets(rings, bounds)),
  );
  return new Set(seen.map(({ properties }) => properties?.kato as string));
}

function polygonsOf(geometry: GeoJSON.Geometry): GeoJSON.Position[][][] {
  if (geometry.type === 'MultiPolygon') return geometry.coordinates;
  return geometry.type === 'Polygon' ? [geometry.coordinates] : [];
}
