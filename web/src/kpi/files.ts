/** The numbers of a chart, with their sources, as files. Pure. */

import type { Indicator } from '../api/types';
import { csv } from '../download/files';

export interface ChartRow {
  kind: 'observed' | 'target';
  series: string | null;
  reading: string | null;
  period: string | null;
  year: number | null;
  value: number;
  unit: string;
  source: string;
  note: string | null;
}

const COLUMNS = [
  ...['kind', 'series', 'reading', 'period', 'year', 'value', 'unit', 'source', 'note'],
] as (keyof ChartRow)[];

/** Everything that is drawn in the chart of one unit of measure: observations, and targets where they have it. */
export function chartRows(indicator: Indicator, unit: string): ChartRow[] {
  const observed = indicator.observations
    .filter((observation) => observation.unit === unit)
    .map((known): ChartRow => ({ ...known, kind: 'observed', series: null, reading: null }));
  if (unit !== indicator.unit) return observed;
  const targets = indicator.series.flatMap(({ name, reading, source, points }) =>
    points.map((point): ChartRow => ({
      ...point,
      kind: 'target',
      series: name,
      reading,
      period: null,
      unit,
      source,
    })),
  );
  return [...observed, ...targets];
}

export const chartCsv = (indicator: Indicator, unit: string): string =>
  csv(
    COLUMNS,
    chartRows(indicator, unit).map((row) => COLUMNS.map((name) => row[name])),
  );

export const chartJson = (indicator: Indicator, unit: string): string =>
  JSON.stringify({ indicator: indicator.slug, unit, rows: chartRows(indicator, unit) }, null, 1);
