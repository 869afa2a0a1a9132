/** The numbers of a chart, with their sources, as files. Pure. */

import type { Indicator } from '../api/types';
import { csv } from '../download/files';

export interface ChartRow {
  kind: 'observed' | 'target' | 'projected';
  series: string | null;
  reading: string | null;
  period: string | null;
  year: number | null;
  value: number;
  /** Ends of the interval of what is projected. */
  low: number | null;
  high: number | null;
  unit: string;
  source: string;
  note: string | null;
}

const COLUMNS = [
  ...['kind', 'series', 'reading', 'period', 'year', 'value', 'low', 'high', 'unit', 'source', 'note'],
] as (keyof ChartRow)[];

/** What observations have none of. */
const NONE = { series: null, reading: null, low: null, high: null } as const;

/** Everything that is drawn in the chart of one unit of measure: observations, and targets where they have it. */
export function chartRows(indicator: Indicator, unit: string): ChartRow[] {
  const observed = indicator.observations
    .filter((observation) => observation.unit === unit)
    .map((known): ChartRow => ({ ...known, ...NONE, kind: 'observed' }));
  if (unit !== indicator.unit) return observed;
  return [...observed, ...targetRows(indicator), ...projectedRows(indicator)];
}

const targetRows = ({ series, unit }: Indicator): ChartRow[] =>
  series.flatMap(({ name, reading, source, points }) =>
    points.map((point): ChartRow => ({
      ...{ ...NONE, ...point, kind: 'target', series: name, reading },
      ...{ period: null, unit, source },
    })),
  );

function projectedRows({ projection, unit }: Indicator): ChartRow[] {
  if (projection === null) return [];
  const { method, first_year: from, last_year: until, level } = projection;
  return projection.path.map(({ year, expected, low, high }): ChartRow => ({
    ...{ ...NONE, kind: 'projected', period: null, year, value: expected, low, high, unit },
    source: `computed: ${method} trend of ${from}–${until}`,
    note: `interval of level ${level}`,
  }));
}

export const chartCsv = (indicator: Indicator, unit: string): string =>
  csv(
    COLUMNS,
    chartRows(indicator, unit).map((row) => COLUMNS.map((name) => row[name])),
  );

export const chartJson = (indicator: Indicator, unit: string): string =>
  JSON.stringify({ indicator: indicator.slug, unit, rows: chartRows(indicator, unit) }, null, 1);
