import { describe, expect, it } from 'vitest';
import type { Indicator } from '../api/types';
import { indicatorView, timeOf } from './data';

const NOW = new Date('2026-11-22');

const observation = (period: string, year: number | null, value: number, unit = 'offences_per_10k') => ({
  ...{ period, year, value, unit },
  ...{ source: 'a source', note: null },
});

const target = (series: string, reading: 'A' | 'B' | null, points: [number | null, number][]) => ({
  name: series,
  reading,
  source: 'section 6',
  points: points.map(([year, value]) => ({ year, value, note: null })),
});

const verdict = (series: string, reading: 'A' | 'B' | null, year: number | null, target: number) => ({
  ...{ series, reading, year, target },
  ...{ status: 'behind' as const, observed: 60.8, observed_year: 2025 },
  ...{ probability: null, probability_reason: 'too_few_observations' as const },
});

const OFFENCES: Indicator = {
  id: 2,
  slug: 'offences',
  unit: 'offences_per_10k',
  direction: 'down',
  series: [
    target('concept', 'A', [
      [2026, 61.9],
      [2027, 60.6],
    ]),
    target('concept', 'B', [
      [2026, 59.5],
      [2027, 54.7],
    ]),
  ],
  observations: [
    observation('2021', 2021, 82.3),
    observation('2022', 2022, 80.2),
    observation('2020', 2020, 86.8),
    observation('2020', 2020, 162_800, 'offences_registered'),
    observation('2020', 2020, 236_594, 'offences_registered'),
  ],
  status: [
    verdict('concept', 'A', 2026, 61.9),
    verdict('concept', 'A', 2027, 60.6),
    { ...verdict('concept', 'B', 2026, 59.5), status: 'on_track', probability: 0.96 },
  ],
  projection: {
    ...{ method: 'log_linear', observations: 4, first_year: 2022, last_year: 2025, level: 0.8 },
    path: [{ year: 2026, expected: 55.1, low: 51.8, high: 58.6 }],
  },
  contradictions: [],
  breaks: [{ year: 2022, text_kk: '', text_ru: '', text_en: '' }],
};

const line = (view: ReturnType<typeof indicatorView>, kind: string) =>
  view.main.lines.find((known) => known.kind === kind);

describe('an indicator with two readings', () => {
  it('shows the chosen reading only', () => {
    const b = indicatorView(OFFENCES, 'B', NOW);
    expect(b.hasReadings).toBe(true);
    expect(b.series.map(({ reading }) => reading)).toEqual(['B']);
    expect(line(b, 'target')?.segments).toEqual([
      [
        { year: 2026, value: 59.5 },
        { year: 2027, value: 54.7 },
      ],
    ]);
  });

  it('changes its status with the reading', () => {
    expect(indicatorView(OFFENCES, 'A', NOW).headlines[0]?.latest?.status).toBe('behind');
    expect(indicatorView(OFFENCES, 'B', NOW).headlines[0]?.latest?.status).toBe('on_track');
  });

  it('names the target of the year that has begun, and the next one', () => {
    const [headline] = indicatorView(OFFENCES, 'A', NOW).headlines;
    expect(headline?.latest?.year).toBe(2026);
    expect(headline?.next).toBe(2027);
    expect(indicatorView(OFFENCES, 'A', new Date('2031-01-01')).headlines[0]?.next).toBeNull();
  });
});

describe('the projection', () => {
  it('stands in the row of its year and in the chart of the indicator’s own unit only', () => {
    const view = indicatorView(OFFENCES, 'B', NOW);
    expect(view.rows.map(({ year, projected }) => [year, projected?.expected ?? null])).toContainEqual([
      2026, 55.1,
    ]);
    expect(view.main.projected).toHaveLength(1);
    expect(view.others[0]?.projected).toEqual([]);
  });

  it('gives each target its own chance', () => {
    const of2026 = (reading: 'A' | 'B') =>
      indicatorView(OFFENCES, reading, NOW).rows.find(({ year }) => year === 2026)?.targets[0]?.[0]?.chance;
    expect([of2026('A'), of2026('B')]).toEqual([null, 0.96]);
  });
});

describe('where a series stands', () => {
  it('tells by the series alone whether its target is reached', () => {
    expect(indicatorView(OFFENCES, 'A', NOW).headlines[0]?.reached).toBe(true);
    const missed = { ...OFFENCES, status: [{ ...verdict('concept', 'A', 2026, 60), observed: 60.8 }] };
    expect(indicatorView(missed, 'A', NOW).headlines[0]?.reached).toBe(false);
  });

  it('names the newest value by its time, whatever the order of the facts', () => {
    expect(indicatorView(OFFENCES, 'A', NOW).newest?.value).toBe(80.2);
    expect(indicatorView({ ...OFFENCES, observations: [] }, 'A', NOW).newest).toBeNull();
  });
});

describe('the observed line', () => {
  it('is in the order of time and broken where the series breaks', () => {
    const observed = line(indicatorView(OFFENCES, 'A', NOW), 'observed');
    expect(observed?.segments.map((points) => points.map(({ year }) => year))).toEqual([
      [2020, 2021],
      [2022],
    ]);
    expect(indicatorView(OFFENCES, 'A', NOW).main.breaks).toEqual([2022]);
  });

  it('does not run through what another source says of the same year', () => {
    const [counts] = indicatorView(OFFENCES, 'A', NOW).others;
    expect(counts?.unit).toBe('offences_registered');
    expect(counts?.breaks).toEqual([]);
    expect(
      counts?.lines.map(({ kind, segments }) => [kind, segments.flat().map(({ value }) => value)]),
    ).toEqual([
      ['observed', [162_800]],
      ['also', [236_594]],
    ]);
  });

  it('has no line where nothing was observed', () => {
    const view = indicatorView({ ...OFFENCES, observations: [] }, 'A', NOW);
    expect(view.main.lines.map(({ kind }) => kind)).toEqual(['target']);
    expect(view.others).toEqual([]);
  });
});

describe('the axis', () => {
  it('puts a year at its number, a survey in its months, and today in the year that it is', () => {
    expect(timeOf('2024', 2024)).toBe(2024);
    expect(timeOf('2012-13', 2013)).toBe(2013);
    expect(timeOf('2024-04/2024-05', 2024)).toBeCloseTo(2023.8333, 3);
    expect(indicatorView(OFFENCES, 'A', NOW).main.today).toBeCloseTo(2026.39, 2);
  });

  it('reaches from the first value to the last target', () => {
    expect(indicatorView(OFFENCES, 'A', NOW).main.years).toEqual([2020, 2027]);
  });
});

describe('the table', () => {
  it('has a row for every year with a target or an observation, and all observations of it', () => {
    const twoWaves = [observation('2024-04/2024-05', 2024, 61.7), observation('2024-10/2024-11', 2024, 64.9)];
    const { rows } = indicatorView({ ...OFFENCES, observations: twoWaves }, 'A', NOW);
    expect(rows.map(({ year }) => year)).toEqual([2024, 2026, 2027]);
    expect(rows[0]?.observed.map(({ value }) => value)).toEqual([61.7, 64.9]);
    expect(rows[1]?.targets).toEqual([[{ value: 61.9, status: 'behind', chance: null }]]);
  });

  it('keeps targets whose year the source does not state in a row of their own', () => {
    const unstated: Indicator = {
      ...OFFENCES,
      series: [
        target('action_plan', null, [[2026, 61.2]]),
        target('section6_table', null, [
          [null, 61.2],
          [null, 62.4],
        ]),
      ],
      status: [{ ...verdict('section6_table', null, null, 61.2), status: 'contradictory' }],
    };
    const view = indicatorView(unstated, 'A', NOW);
    expect(view.rows.at(-1)).toEqual({
      year: null,
      observed: [],
      projected: null,
      targets: [
        [],
        [
          { value: 61.2, status: 'contradictory', chance: null },
          { value: 62.4, status: null, chance: null },
        ],
      ],
    });
    expect(view.main.lines.filter(({ kind }) => kind === 'target').map(({ name }) => name)).toEqual([
      'action_plan',
    ]);
    expect(view.headlines[1]?.latest?.status).toBe('contradictory');
  });
});
