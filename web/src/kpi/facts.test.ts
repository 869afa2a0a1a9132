import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Indicators } from '../api/types';
import { BY_UNIT } from './byUnit';
import { factText, translated } from './facts';

const { indicators } = JSON.parse(
  readFileSync(new URL('../../tests/fixture/indicators.json', import.meta.url), 'utf8'),
) as Indicators;

const said = indicators.flatMap(({ observations, series }) => [
  ...observations.flatMap(({ source, note }) => [source, note]),
  ...series.flatMap(({ source, points }) => [source, ...points.map(({ note }) => note)]),
]);
const texts = [...new Set([...said, BY_UNIT.source])].filter((text) => typeof text === 'string');

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
