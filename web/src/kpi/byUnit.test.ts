import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OffencesByUnit, UnitsOfYear } from '../api/types';
import { structure, unitsCsv } from './byUnit';

const byUnit = JSON.parse(
  readFileSync(new URL('../../tests/fixture/by_unit.json', import.meta.url), 'utf8'),
) as OffencesByUnit;
const [newest] = byUnit.years as [UnitsOfYear];

/** The first unit as a workbook tells it: theft with the article that the facts leave out. */
function withWorkbook(): UnitsOfYear {
  const units = structuredClone(newest.units);
  const [first] = units;
  if (first === undefined) throw new Error('no units');
  first.origin = 'form';
  first.offences.cells = ['R1!F7'];
  first.categories = [
    { category: 'theft', articles: ['187', '188'], recorded: 300, per_10k: 3, cells: ['R1!F16', 'R1!F17'] },
  ];
  first.contradictions = [{ subject: 'crimes', form: 68, facts: 70, difference: -2 }];
  return { ...newest, units };
}

describe('indicator 2 by unit', () => {
  it('has all twenty units, highest rate first, each with a range of ranks', () => {
    const ranks = newest.units.map(({ offences }) => offences.rank ?? 0);
    expect(ranks).toHaveLength(20);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    for (const { offences } of newest.units)
      expect((offences.rank_low ?? 99) <= (offences.rank ?? 0)).toBe(true);
  });

  it('shows each category against its own highest rate, and what is withheld as withheld', () => {
    for (const { cells } of structure(newest)) {
      expect(cells).toHaveLength(20);
      expect(Math.max(...cells.map(({ ofHighest }) => ofHighest))).toBe(1);
      expect(cells.every(({ rate, withheld }) => (rate === null) === withheld)).toBe(true);
      expect(cells.every(({ fewer }) => fewer === null)).toBe(true);
    }
    expect(structure({ ...newest, units: [] })).toEqual([]);
  });

  it('marks numbers that count fewer articles than the others of their column', () => {
    const theft = structure(withWorkbook()).find(({ category }) => category === 'theft');
    expect(theft?.articles).toEqual(['187', '188']);
    expect(theft?.cells[0]?.fewer).toBeNull();
    expect(theft?.cells.slice(1).every(({ fewer }) => fewer?.join() === '188')).toBe(true);
  });

  it('gives a file with a line for each unit, its source and its cells in each', () => {
    const [header, first, ...others] = unitsCsv(withWorkbook(), byUnit).trim().split('\r\n');
    expect(header).toMatch(/^kato,name_kk,.*,origin,.*,offences_per_10k,.*,crimes_rank_high,/);
    expect(header).toContain(',theft,theft_articles,theft_cells,');
    expect(first).toContain(',form,false,');
    expect(first).toContain('300,187;188,R1!F16;R1!F17');
    expect(first).toContain('crimes: 68 / 70');
    expect(others).toHaveLength(19);
    expect(others.every((line) => line.includes(',facts,'))).toBe(true);
  });
});
