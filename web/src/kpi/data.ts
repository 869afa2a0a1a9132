/** What the KPI page shows of an indicator. Pure: the day it is, `now`, is an argument. */

import { type Day, dayInKazakhstan } from '../state/day';
import type {
  Indicator,
  Observation,
  ProjectedYear,
  Reading,
  Status,
  TargetSeries,
  TargetStatus,
} from '../api/types';

/** One point of a chart. A whole year stands at its number; a part of a year stands beside it. */
export interface Point {
  year: number;
  value: number;
}

/** A line of a chart; a break of the series ends one segment and begins the next. */
export interface Line {
  kind: 'target' | 'observed' | 'also';
  /** Name of the target series, or the kind; `also` is what another source says of the same time. */
  name: string;
  reading: Reading | null;
  segments: Point[][];
}

export interface ChartModel {
  unit: string;
  lines: Line[];
  breaks: number[];
  /** The trend's way from the last observed year on; empty where there is none. */
  projected: ProjectedYear[];
  /** First and last year with a value. */
  years: [number, number];
  today: number;
}

/** One target in the table. */
export interface RowTarget {
  value: number;
  status: Status | null;
  /** The chance, 0 to 1, that it is met if the trend goes on. */
  chance: number | null;
}

/** One year of the table. */
export interface Row {
  year: number | null;
  /** Every observation of that year: a year may have several waves of a survey. */
  observed: { period: string; value: number }[];
  /** For each series in the order of the view, its targets of that year (several where no year is stated). */
  targets: RowTarget[][];
  projected: ProjectedYear | null;
}

/** Where one series of targets stands now. */
export interface Headline {
  name: string;
  reading: Reading | null;
  /** The newest judged target whose year has begun. */
  latest: TargetStatus | null;
  /** Whether the observation reaches that target, whatever other series say; `null` where nothing was observed. */
  reached: boolean | null;
  /** Year of the first target after this year. */
  next: number | null;
  /** The last year's target. */
  last: TargetStatus | null;
}

/** The newest value in the indicator's own unit. */
export interface Newest {
  period: string;
  value: number;
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
  newest: Newest | null;
}

/** Arranges an indicator for one reading. */
export function indicatorView(indicator: Indicator, reading: Reading, now: Date): IndicatorView {
  const ofReading = (item: { reading: Reading | null }) => item.reading === null || item.reading === reading;
  const series = indicator.series.filter(ofReading);
  const verdicts = indicator.status.filter(ofReading);
  const units = [...new Set(indicator.observations.map(({ unit }) => unit))];
  const breaks = indicator.breaks.map(({ year }) => year);
  const today = yearOf(now);
  const observed = (unit: string, broken: number[]) => observedLines(indicator.observations, unit, broken);
  const targets = series.map(targetLine);
  const projected = indicator.projection?.path ?? [];
  const main = [...targets, ...observed(indicator.unit, breaks)];
  return {
    series,
    headlines: series.map((known) =>
      headline(known, verdicts, indicator.direction, yearIn(dayInKazakhstan(now))),
    ),
    main: chartModel(indicator.unit, main, breaks, projected, today),
    // A break is one of the indicator's own unit: totals are not divided by the population that was re-based.
    others: units
      .filter((unit) => unit !== indicator.unit)
      .map((unit) => chartModel(unit, observed(unit, []), [], [], today)),
    rows: rows(indicator, series, verdicts),
    hasReadings: indicator.series.some((known) => known.reading !== null),
    newest: newestOf(indicator),
  };
}

function newestOf({ observations, unit }: Indicator): Newest | null {
  const own = observations.flatMap(({ unit: of, year, period, value }) =>
    of === unit && year !== null ? [{ period, value, time: timeOf(period, year) }] : [],
  );
  return own.toSorted((a, b) => a.time - b.time).at(-1) ?? null;
}

/** A moment on the charts' axis, where a year's number marks its middle. */
function yearOf(now: Date): number {
  const day = dayInKazakhstan(now);
  const year = yearIn(day);
  const start = Date.UTC(year, 0, 1);
  return year - 0.5 + (Date.parse(day) - start) / (Date.UTC(year + 1, 0, 1) - start);
}

const yearIn = (day: Day): number => Number(day.slice(0, 4));

/** When an observation was made, on the same axis: `2024-04/2024-05` stands in the spring of 2024. */
export function timeOf(period: string, year: number): number {
  if (!/^\d{4}-(0[1-9]|1[0-2])(\/|$)/.test(period)) return year;
  const months = [...period.matchAll(/(\d{4})-(\d{2})/g)].map(
    ([, known, month]) => Number(known) - 0.5 + (Number(month) - 0.5) / 12,
  );
  return months.reduce((sum, month) => sum + month, 0) / months.length;
}

function targetLine(series: TargetSeries): Line {
  const points = series.points.flatMap(({ year, value }) => (year === null ? [] : [{ year, value }]));
  return {
    kind: 'target',
    name: series.name,
    reading: series.reading,
    segments: points.length ? [points] : [],
  };
}

/** The observed line, and apart from it what other sources say about the same times. */
function observedLines(observations: Observation[], unit: string, breaks: number[]): Line[] {
  const points = observations
    .filter((observation) => observation.unit === unit)
    .flatMap(({ period, year, value }) => (year === null ? [] : [{ year: timeOf(period, year), value }]));
  const first = points.filter((point, i) => points.findIndex(({ year }) => year === point.year) === i);
  const also = points.filter((point) => !first.includes(point));
  const ordered = first.toSorted((a, b) => a.year - b.year);
  return [
    { kind: 'observed', name: 'observed', reading: null, segments: splitAt(ordered, breaks) },
    { kind: 'also', name: 'also', reading: null, segments: also.map((point) => [point]) },
  ];
}

/** Splits points so that no segment crosses a break. */
function splitAt(points: Point[], breaks: number[]): Point[][] {
  const era = ({ year }: Point) => breaks.filter((known) => year >= known - 0.5).length;
  const segments = new Map<number, Point[]>();
  for (const point of points) segments.set(era(point), [...(segments.get(era(point)) ?? []), point]);
  return [...segments.values()];
}

function chartModel(
  unit: string,
  lines: Line[],
  breaks: number[],
  projected: ProjectedYear[],
  today: number,
): ChartModel {
  const drawn = lines.filter(({ segments }) => segments.length > 0);
  const years = [...drawn.flatMap(({ segments }) => segments.flat()), ...projected].map(({ year }) => year);
  const span: [number, number] =
    years.length === 0 ? [0, 0] : [Math.round(Math.min(...years)), Math.round(Math.max(...years))];
  const inside = breaks.filter((year) => year > span[0] && year <= span[1]);
  return { unit, lines: drawn, breaks: inside, projected, years: span, today };
}

function headline(
  series: TargetSeries,
  verdicts: TargetStatus[],
  direction: Indicator['direction'],
  thisYear: number,
): Headline {
  const own = verdicts.filter(
    (verdict) => verdict.series === series.name && verdict.reading === series.reading,
  );
  const dated = own.flatMap((verdict) => (verdict.year === null ? [] : [{ verdict, year: verdict.year }]));
  const ordered = dated.toSorted((a, b) => a.year - b.year);
  const latest = ordered.findLast(({ year }) => year <= thisYear)?.verdict ?? own[0] ?? null;
  return {
    name: series.name,
    reading: series.reading,
    latest,
    reached: latest && reaches(latest, direction),
    next: ordered.find(({ year }) => year > thisYear)?.year ?? null,
    last: ordered.at(-1)?.verdict ?? null,
  };
}

function reaches({ observed, target }: TargetStatus, direction: Indicator['direction']): boolean | null {
  if (observed === null || target === null) return null;
  return direction === 'up' ? observed >= target : observed <= target;
}

function rows(indicator: Indicator, series: TargetSeries[], verdicts: TargetStatus[]): Row[] {
  const own = indicator.observations.filter(({ unit }) => unit === indicator.unit);
  const projected = indicator.projection?.path ?? [];
  const years = new Set<number | null>([
    ...own.map(({ year }) => year),
    ...projected.map(({ year }) => year),
    ...series.flatMap(({ points }) => points.map(({ year }) => year)),
  ]);
  const ordered = [...years].sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
  return ordered
    .filter(
      (year) => year !== null || series.some(({ points }) => points.some((point) => point.year === null)),
    )
    .map((year) => ({
      year,
      observed: year === null ? [] : own.filter((observation) => observation.year === year),
      targets: targetsOf(year, series, verdicts),
      projected: projected.find((known) => known.year === year) ?? null,
    }));
}

function targetsOf(year: number | null, series: TargetSeries[], verdicts: TargetStatus[]): Row['targets'] {
  return series.map(({ name, reading, points }) => {
    const own = verdicts.filter((verdict) => verdict.series === name && verdict.reading === reading);
    return points
      .filter((point) => point.year === year)
      .map(({ value }) => {
        const verdict = own.find((known) => known.year === year && known.target === value);
        return { value, status: verdict?.status ?? null, chance: verdict?.probability ?? null };
      });
  });
}
