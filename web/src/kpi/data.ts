/** What the KPI page shows of an indicator. Pure: the day it is, `now`, is an argument. */

import type { Indicator, Observation, Reading, Status, TargetSeries, TargetStatus } from '../api/types';

/** One point of a chart. */
export interface Point {
  year: number;
  value: number;
}

/** A line of a chart; a break of the series ends one segment and begins the next. */
export interface Line {
  kind: 'target' | 'observed';
  /** Name of the target series, or `observed`. */
  name: string;
  reading: Reading | null;
  segments: Point[][];
}

export interface ChartModel {
  unit: string;
  lines: Line[];
  breaks: number[];
  /** First and last year with a value. */
  years: [number, number];
  today: number;
}

/** One year of the table. */
export interface Row {
  year: number | null;
  observed: number | null;
  targets: { name: string; reading: Reading | null; value: number; status: Status | null }[];
}

/** Where one series of targets stands now. */
export interface Headline {
  name: string;
  reading: Reading | null;
  /** The newest judged target whose year has begun. */
  latest: TargetStatus | null;
  /** Year of the first target after this year. */
  next: number | null;
}

export interface IndicatorView {
  series: TargetSeries[];
  headlines: Headline[];
  /** In the indicator's own unit, with its targets. */
  main: ChartModel;
  /** Observations in other units, a chart each. */
  others: ChartModel[];
  rows: Row[];
  hasReadings: boolean;
}

/** Arranges an indicator for one reading. */
export function indicatorView(indicator: Indicator, reading: Reading, now: Date): IndicatorView {
  const ofReading = (item: { reading: Reading | null }) => item.reading === null || item.reading === reading;
  const series = indicator.series.filter(ofReading);
  const verdicts = indicator.status.filter(ofReading);
  const units = [...new Set(indicator.observations.map(({ unit }) => unit))];
  const breaks = indicator.breaks.map(({ year }) => year);
  const today = yearOf(now);
  const observed = (unit: string) => observedLine(indicator.observations, unit, breaks);
  const chart = (unit: string, targets: Line[]) =>
    chartModel(unit, [...targets, observed(unit)], breaks, today);
  return {
    series,
    headlines: series.map((known) => headline(known, verdicts, now.getFullYear())),
    main: chart(indicator.unit, series.map(targetLine)),
    others: units.filter((unit) => unit !== indicator.unit).map((unit) => chart(unit, [])),
    rows: rows(indicator, series, verdicts),
    hasReadings: indicator.series.some((known) => known.reading !== null),
  };
}

/** A moment as a year with its fraction, so that "today" stands between two years. */
const yearOf = (now: Date): number => {
  const start = Date.UTC(now.getUTCFullYear(), 0, 1);
  const end = Date.UTC(now.getUTCFullYear() + 1, 0, 1);
  return now.getUTCFullYear() + (now.getTime() - start) / (end - start);
};

function targetLine(series: TargetSeries): Line {
  const points = series.points.flatMap(({ year, value }) => (year === null ? [] : [{ year, value }]));
  return {
    kind: 'target',
    name: series.name,
    reading: series.reading,
    segments: points.length ? [points] : [],
  };
}

function observedLine(observations: Observation[], unit: string, breaks: number[]): Line {
  const points = observations
    .filter((observation) => observation.unit === unit)
    .flatMap(({ year, value }) => (year === null ? [] : [{ year, value }]))
    .sort((a, b) => a.year - b.year);
  return { kind: 'observed', name: 'observed', reading: null, segments: splitAt(points, breaks) };
}

/** Splits points so that no segment crosses a break. */
function splitAt(points: Point[], breaks: number[]): Point[][] {
  const era = ({ year }: Point) => breaks.filter((known) => year >= known).length;
  const segments = new Map<number, Point[]>();
  for (const point of points) segments.set(era(point), [...(segments.get(era(point)) ?? []), point]);
  return [...segments.values()];
}

function chartModel(unit: string, lines: Line[], breaks: number[], today: number): ChartModel {
  const drawn = lines.filter(({ segments }) => segments.length > 0);
  const years = drawn.flatMap(({ segments }) => segments.flat().map(({ year }) => year));
  const span: [number, number] = years.length === 0 ? [0, 0] : [Math.min(...years), Math.max(...years)];
  const inside = breaks.filter((year) => year > span[0] && year <= span[1]);
  return { unit, lines: drawn, breaks: inside, years: span, today };
}

function headline(series: TargetSeries, verdicts: TargetStatus[], thisYear: number): Headline {
  const own = verdicts.filter(
    (verdict) => verdict.series === series.name && verdict.reading === series.reading,
  );
  const dated = own.flatMap((verdict) => (verdict.year === null ? [] : [{ verdict, year: verdict.year }]));
  const begun = dated.filter(({ year }) => year <= thisYear).sort((a, b) => a.year - b.year);
  const ahead = dated.map(({ year }) => year).filter((year) => year > thisYear);
  return {
    name: series.name,
    reading: series.reading,
    latest: begun.at(-1)?.verdict ?? own.find(({ year }) => year === null) ?? null,
    next: ahead.length === 0 ? null : Math.min(...ahead),
  };
}

function rows(indicator: Indicator, series: TargetSeries[], verdicts: TargetStatus[]): Row[] {
  const own = indicator.observations.filter(({ unit }) => unit === indicator.unit);
  const years = new Set<number | null>([
    ...own.map(({ year }) => year),
    ...series.flatMap(({ points }) => points.map(({ year }) => year)),
  ]);
  const ordered = [...years].sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
  return ordered
    .filter(
      (year) => year !== null || series.some(({ points }) => points.some((point) => point.year === null)),
    )
    .map((year) => ({
      year,
      observed: year === null ? null : (own.find((observation) => observation.year === year)?.value ?? null),
      targets: targetsOf(year, series, verdicts),
    }));
}

function targetsOf(year: number | null, series: TargetSeries[], verdicts: TargetStatus[]): Row['targets'] {
  return series.flatMap(({ name, reading, points }) =>
    points
      .filter((point) => point.year === year)
      .map(({ value }) => ({
        name,
        reading,
        value,
        status:
          verdicts.find(
            (verdict) =>
              verdict.series === name &&
              verdict.reading === reading &&
              verdict.year === year &&
              verdict.target === value,
          )?.status ?? null,
      })),
  );
}
