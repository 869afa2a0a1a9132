import { describe, expect, it } from 'vitest';
import { BY_UNIT, structure, unitsCsv } from './byUnit';

describe('indicator 2 by unit', () => {
  it('has all twenty units, highest rate first, each with a range of ranks', () => {
    const ranks = BY_UNIT.units.map(({ offences }) => offences.rank);
    expect(ranks).toHaveLength(20);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    for (const { offences } of BY_UNIT.units)
      expect(offences.rank_low <= offences.rank && offences.rank <= offences.rank_high).toBe(true);
  });

  it('shows each category against its own highest rate', () => {
    for (const { rates } of structure(BY_UNIT)) {
      expect(rates).toHaveLength(20);
      expect(Math.max(...rates.map(({ ofHighest }) => ofHighest))).toBe(1);
    }
    expect(structure({ ...BY_UNIT, units: [] })).toEqual([]);
  });

  it('gives a file with a line for each unit and its source in each', () => {
    const [header, ...lines] = unitsCsv(BY_UNIT).trim().split('\r\n');
    expect(header).toMatch(/^kato,name_kk,.*,offences_per_10k,.*,crimes_rank_high,theft,/);
    expect(lines).toHaveLength(20);
    expect(lines.every((line) => line.includes('Form 1-M'))).toBe(true);
  });
});
