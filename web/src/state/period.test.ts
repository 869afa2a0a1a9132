import { describe, expect, it } from 'vitest';
import { choosePeriod, parsePeriod, periodsOf, periodToken, suggested } from './period';

const months = Array.from(
  { length: 30 },
  (_, i) => `${2023 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`,
);

describe('a period', () => {
  it('is named as the tiles name it', () => {
    expect(periodToken({ kind: 'recorded', month: '2024-11' })).toBe('r202411');
    expect(periodToken({ kind: 'forecast', month: '2026-01' })).toBe('f202601');
  });

  it('is read back, and nothing else is', () => {
    expect(parsePeriod('f202601')).toEqual({ kind: 'forecast', month: '2026-01' });
    for (const odd of [null, '', 'r2024', 'x202401', 'r202400', 'r202413', 'r2024011']) {
      expect(parsePeriod(odd)).toBeNull();
    }
  });

  it('is one of the closed months, however many there are, or the forecast month after them', () => {
    const periods = periodsOf({ months: months.toReversed(), forecast_month: '2025-07' });
    expect(periods).toHaveLength(months.length + 1);
    expect(periods[0]).toEqual({ kind: 'recorded', month: '2023-01' });
    expect(periods.at(-2)).toEqual({ kind: 'recorded', month: '2025-06' });
    expect(periods.at(-1)).toEqual({ kind: 'forecast', month: '2025-07' });
  });

  it('falls back to the forecast when the surface no longer has it', () => {
    const periods = periodsOf({ months, forecast_month: '2025-07' });
    expect(choosePeriod({ kind: 'recorded', month: '2019-01' }, periods)).toEqual(periods.at(-1));
    expect(choosePeriod({ kind: 'recorded', month: '2025-01' }, periods)?.month).toBe('2025-01');
    expect(choosePeriod(null, [])).toBeNull();
  });

  it('is laid beside the last closed month when it is the forecast, and beside the month a year before', () => {
    const periods = periodsOf({ months, forecast_month: '2025-07' });
    const beside = (kind: 'recorded' | 'forecast', month: string) =>
      suggested({ kind, month }, periods).map(({ why, period }) => `${why} ${periodToken(period)}`);
    expect(beside('forecast', '2025-07')).toEqual(['against_recorded r202506', 'year_before r202407']);
    expect(beside('recorded', '2025-01')).toEqual(['year_before r202401']);
    expect(beside('recorded', '2023-08')).toEqual([]);
  });
});
