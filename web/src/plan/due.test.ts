import { describe, expect, it } from 'vitest';
import { comingUp, isOver, lastDayOf, nextDue } from './due';
import { MEASURES, measuresOf, OWNERS, PLAN } from './plan';

const at = (day: string) => new Date(`${day}T12:00:00Z`);

describe('a term', () => {
  it('ends on the last day of its month, quarter, half-year or year', () => {
    expect(
      ['2028-02', '2026-Q1', '2026-Q4', '2026-H1', '2028-H2', '2026', '2026/2027'].map(lastDayOf),
    ).toEqual([
      ...['2028-02-29', '2026-03-31', '2026-12-31', '2026-06-30', '2028-12-31', '2026-12-31'],
      '2027-12-31',
    ]);
  });

  it('is due until its last day, that day included, and then over', () => {
    expect(nextDue('2026-Q1', at('2026-03-31'))).toBe('2026-03-31');
    expect(nextDue('2026-Q1', at('2026-04-01'))).toBeNull();
    expect(isOver('2026-Q1', at('2026-03-31'))).toBe(false);
    expect(isOver('2026-Q1', at('2026-04-01'))).toBe(true);
  });

  it('ends with the day in Kazakhstan, wherever the reader is', () => {
    expect(nextDue('2026-Q1', new Date('2026-03-31T18:00:00Z'))).toBe('2026-03-31');
    expect(nextDue('2026-Q1', new Date('2026-03-31T20:00:00Z'))).toBeNull();
    expect(nextDue('yearly', new Date('2026-12-31T20:00:00Z'))).toBe('2027-12-31');
  });

  it('that comes again is due next time, into the next year', () => {
    expect(nextDue('yearly:02-15,07-15', at('2026-02-16'))).toBe('2026-07-15');
    expect(nextDue('yearly:02-15,07-15', at('2026-07-16'))).toBe('2027-02-15');
    expect(nextDue('yearly:11', at('2026-11-22'))).toBe('2026-11-30');
    expect(nextDue('yearly:04', at('2026-11-22'))).toBe('2027-04-30');
    expect(nextDue('quarterly', at('2026-11-22'))).toBe('2026-12-31');
    expect(nextDue('half-yearly', at('2026-05-01'))).toBe('2026-06-30');
    expect(nextDue('monthly', at('2028-02-10'))).toBe('2028-02-29');
    expect(nextDue('yearly', at('2029-01-01'))).toBe('2029-12-31');
  });

  it('that comes again ends with the plan, and one without an end is never due', () => {
    expect(nextDue('yearly:04', at('2030-05-01'))).toBeNull();
    expect(nextDue('always', at('2026-01-01'))).toBeNull();
    expect(isOver('always', at('2031-01-01'))).toBe(false);
  });
});

describe('what falls due next', () => {
  it('comes by day, soonest first', () => {
    const days = comingUp(MEASURES, at('2026-11-22'), 2);
    expect(days.map(({ day, measures }) => [day, measures.map(({ n }) => n)])).toEqual([
      ['2026-11-30', [14, 33, 46]],
      ['2026-12-30', [48]],
    ]);
  });
});

describe('the plan', () => {
  it('has 55 measures in five directions, each with a term that is understood', () => {
    expect(MEASURES.map(({ n }) => n)).toEqual(Array.from({ length: 55 }, (_, i) => i + 1));
    const counts = [1, 2, 3, 4, 5].map((one) => MEASURES.filter(({ direction }) => direction === one).length);
    expect(counts).toEqual([7, 4, 23, 3, 18]);
    const dated = MEASURES.filter(({ due }) => due !== 'always');
    expect(dated.filter(({ due }) => nextDue(due, at('2025-01-01')) === null)).toEqual([]);
  });

  it('names every owner, form and direction in three languages', () => {
    for (const { title, form, owners, direction } of MEASURES) {
      const names = [title, PLAN.forms[form], PLAN.directions[direction]];
      for (const name of names)
        expect([name?.kk, name?.ru, name?.en].every((text) => text !== undefined && text !== '')).toBe(true);
      for (const { code } of owners) expect(OWNERS[code]).toBeDefined();
    }
  });

  it('is chosen from by owner, direction and deadline, and every measure has one kind of deadline', () => {
    const all = { owner: null, direction: null, due: null };
    const now = at('2026-11-22');
    const count = (choice: Partial<Parameters<typeof measuresOf>[0]>) =>
      measuresOf({ ...all, ...choice }, now).length;
    expect(count({})).toBe(55);
    expect(count({ direction: '4' })).toBe(3);
    expect(count({ owner: 'gp', direction: '4' })).toBeLessThan(count({ owner: 'gp' }));
    expect(count({ owner: 'nobody' })).toBe(55);
    const kinds = [count({ due: 'ahead' }), count({ due: 'over' }), count({ due: 'always' })];
    expect(kinds.reduce((sum, one) => sum + one, 0)).toBe(55);
    expect(kinds[2]).toBe(3);
  });

  it('shows where one text prints a body that its own list of abbreviations does not have', () => {
    expect(MEASURES.filter(({ owners_printed: printed }) => printed).map(({ n }) => n)).toEqual([18, 23]);
  });

  it('shows where its Kazakh and Russian texts name different terms', () => {
    expect(MEASURES.filter(({ due_kk: other }) => other !== undefined).map(({ n }) => n)).toEqual([27]);
  });
});
