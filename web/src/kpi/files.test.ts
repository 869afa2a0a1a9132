import { expect, it } from 'vitest';
import type { Indicator } from '../api/types';
import { chartCsv, chartJson, chartRows } from './files';

const INDICATOR: Indicator = {
  id: 2,
  slug: 'offences',
  unit: 'offences_per_10k',
  direction: 'down',
  series: [
    { name: 'concept', reading: 'B', source: 'section 6', points: [{ year: 2025, value: 60, note: null }] },
  ],
  observations: [
    {
      ...{ period: '2024', year: 2024, value: 66.1, unit: 'offences_per_10k' },
      ...{ source: 'bureau, "Qamqor"', note: null },
    },
    { period: '2024', year: 2024, value: 132_000, unit: 'offences_registered', source: 's', note: null },
  ],
  status: [],
  projection: null,
  contradictions: [],
  breaks: [],
};

it('a chart’s file holds its own unit of measure only, and targets where they are drawn', () => {
  expect(chartRows(INDICATOR, 'offences_per_10k').map(({ kind, value }) => [kind, value])).toEqual([
    ['observed', 66.1],
    ['target', 60],
  ]);
  expect(chartRows(INDICATOR, 'offences_registered').map(({ value }) => value)).toEqual([132_000]);
});

it('every line of the CSV names its source', () => {
  expect(chartCsv(INDICATOR, 'offences_per_10k')).toBe(
    'kind,series,reading,period,year,value,low,high,unit,source,note\r\n' +
      'observed,,,2024,2024,66.1,,,offences_per_10k,"bureau, ""Qamqor""",\r\n' +
      'target,concept,B,,2025,60,,,offences_per_10k,section 6,\r\n',
  );
});

it('the JSON holds the same rows', () => {
  const { rows } = JSON.parse(chartJson(INDICATOR, 'offences_per_10k')) as { rows: unknown[] };
  expect(rows).toEqual(chartRows(INDICATOR, 'offences_per_10k'));
});

it('the projection is in the file of the indicator’s own unit, with its interval and how it was made', () => {
  const projected: Indicator = {
    ...INDICATOR,
    projection: {
      ...{ method: 'log_linear', observations: 4, first_year: 2022, last_year: 2025, level: 0.8 },
      path: [{ year: 2026, expected: 55.1, low: 51.8, high: 58.6 }],
    },
  };
  const found = chartRows(projected, 'offences_per_10k').filter(({ kind }) => kind === 'projected');
  expect(found).toMatchObject([{ year: 2026, value: 55.1, low: 51.8, high: 58.6 }]);
  expect(found[0]?.source).toBe('computed: log_linear trend of 2022–2025');
  expect(chartRows(projected, 'offences_registered')).toHaveLength(1);
});
