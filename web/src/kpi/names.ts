/** Names of series, units and verdicts in the chosen language. */

import type { Reading, Status, TargetStatus } from '../api/types';
import { number, percent, t } from '../i18n/i18n.svelte';
import type { Key } from '../i18n/messages';

const SERIES: Readonly<Record<string, Key>> = {
  concept: 'kpi.series.concept',
  section6_text: 'kpi.series.section6_text',
  section6_table: 'kpi.series.section6_table',
  action_plan: 'kpi.series.action_plan',
  observed: 'kpi.series.observed',
  also: 'kpi.series.also',
};

const UNITS: Readonly<Record<string, Key>> = {
  points: 'kpi.unit.points',
  offences_per_10k: 'kpi.unit.offences_per_10k',
  offences_registered: 'kpi.unit.offences_registered',
  index_0_1: 'kpi.unit.index_0_1',
  rank: 'kpi.unit.rank',
  percent: 'kpi.unit.percent',
};

/** Decimals that a value of a unit is written with: at least, at most. */
const DIGITS: Readonly<Record<string, readonly [number, number]>> = {
  index_0_1: [2, 4],
  offences_per_10k: [1, 1],
  offences_registered: [0, 0],
  rank: [0, 0],
};

/** A series the page does not know keeps the server's name for it. */
export function seriesName(name: string, reading: Reading | null): string {
  const key = SERIES[name];
  const plain = key === undefined ? name : t(key);
  return reading === null ? plain : `${plain} ${t(`kpi.reading.${reading}.suffix`)}`;
}

export function unitName(unit: string): string {
  const key = UNITS[unit];
  return key === undefined ? unit : t(key);
}

export const valueText = (value: number, unit: string): string => number(value, ...(DIGITS[unit] ?? [0, 1]));

export const statusName = (status: Status): string => t(`status.${status}`);

/** Chances nearer than this to 0 or 1 are not told apart: so few years could not tell them apart. */
const SURE = 0.01;

export function chanceText(chance: number): string {
  if (chance < SURE) return t('kpi.chance.below', { share: percent(SURE) });
  if (chance > 1 - SURE) return t('kpi.chance.above', { share: percent(1 - SURE) });
  return percent(chance);
}

/** The chance of a target, or why there is none. */
export function chanceOrReason({ probability, probability_reason: reason }: TargetStatus): string {
  if (probability !== null) return chanceText(probability);
  return reason === null ? '–' : t(`kpi.no_chance.${reason}`);
}
