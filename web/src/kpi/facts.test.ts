import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Indicators, OffencesByUnit } from '../api/types';
import { factText, translated } from './facts';

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../tests/fixture/${name}`, import.meta.url), 'utf8'));

const { indicators } = fixture('indicators.json') as Indicators;
const byUnit = fixture('by_unit.json') as OffencesByUnit;

const said = indicators.flatMap(({ observations, series }) => [
  ...observations.flatMap(({ source, note }) => [source, note]),
  ...series.flatMap(({ source, points }) => [source, ...points.map(({ note }) => note)]),
]);
const texts = [...new Set([...said, byUnit.source])].filter((text) => typeof text === 'string');

it('every source, place and doubt of the facts is told in Kazakh and in Russian', () => {
  expect(texts.length).toBeGreaterThan(20);
  for (const lang of ['kk', 'ru'] as const)
    expect(texts.filter((text) => translated(text, lang) === null)).toEqual([]);
});

it('a text that differs by a number keeps its number', () => {
  expect(translated('14 % reduction in the Concept', 'ru')).toBe('в Концепции снижение на 14 %');
});

it('a text that nobody knows stays as it is', () => {
  expect(factText('a new source', 'kk')).toBe('a new source');
});
