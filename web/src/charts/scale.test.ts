import { describe, expect, it } from 'vitest';
import { linear, ticks } from './scale';

describe('a linear scale', () => {
  it('maps ends to ends and the middle to the middle', () => {
    const y = linear([10, 20], [100, 0]);
    expect([y(10), y(15), y(20)]).toEqual([100, 50, 0]);
  });

  it('of an empty interval gives the middle', () => {
    expect(linear([3, 3], [0, 10])(3)).toBe(5);
  });
});

describe('ticks', () => {
  it('are round and cover the values', () => {
    expect(ticks(57.4, 70)).toEqual([55, 60, 65, 70]);
    expect(ticks(0, 15, 3)).toEqual([0, 5, 10, 15]);
    expect(ticks(0.4628, 0.6)).toEqual([0.45, 0.5, 0.55, 0.6]);
  });

  it('carry no binary noise', () => {
    expect(ticks(0, 0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
  });

  it('of one value are that value', () => {
    expect(ticks(5, 5)).toEqual([5]);
    expect(ticks(Number.NaN, 1)).toHaveLength(1);
  });
});
