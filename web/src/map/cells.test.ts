import { describe, expect, it } from 'vitest';
import type { BandCode } from '../api/types';
import { bandOfCode, cellId, cellName, doubtOf, positionOf, resolutionAt, resolutionOf } from './cells';

/** A cell of resolution 8 in Almaty, as the API's description names it. */
const CELL = '88216d1601fffff';

const span = (resolution: number, minzoom: number, maxzoom: number) => ({
  ...{ resolution, minzoom, maxzoom, cells: 1, ids: '' },
});
const RESOLUTIONS = [span(5, 3, 5), span(6, 6, 7), span(8, 8, 12)];

describe('a cell', () => {
  it('keeps its name through its id, which is exact as a number', () => {
    const id = cellId(CELL);
    expect(Number.isSafeInteger(id)).toBe(true);
    expect(cellName(id, resolutionOf(CELL))).toBe(CELL);
  });

  it('is found among ascending ids, and nothing else is', () => {
    const ids = Float64Array.of(2, 5, 9, 40);
    expect([2, 5, 9, 40].map((id) => positionOf(id, ids))).toEqual([0, 1, 2, 3]);
    expect([1, 6, 41].map((id) => positionOf(id, ids))).toEqual([-1, -1, -1]);
    expect(positionOf(1, new Float64Array())).toBe(-1);
  });
});

describe('a zoom', () => {
  it('shows the resolution whose zooms it lies in, and beyond them the nearest', () => {
    const at = (zoom: number) => resolutionAt(zoom, RESOLUTIONS)?.resolution;
    expect([0, 3, 5.99, 6, 8.2, 13.9].map(at)).toEqual([5, 5, 5, 6, 8, 8]);
    expect(resolutionAt(5, [])).toBeNull();
  });
});

describe('a byte', () => {
  it('holds the band and the ends of its interval in base six', () => {
    expect(bandOfCode(4 + 2 * 6 + 5 * 36, { absent: 255 })).toEqual({ band: 4, low: 2, high: 5 });
    expect(bandOfCode(3, { absent: 255 })).toEqual({ band: 3, low: 0, high: 0 });
    expect(bandOfCode(0, { absent: 255 })).toEqual({ band: 0, low: 0, high: 0 });
    expect(bandOfCode(255, { absent: 255 })).toBeNull();
  });

  it('is doubted from an interval of three bands on, and more from four', () => {
    expect([2, 3, 4, 5].map((high) => doubtOf({ low: 2, high: high as BandCode }))).toEqual([0, 0, 1, 2]);
    expect(doubtOf({ low: 1, high: 5 })).toBe(2);
    expect(doubtOf({ low: 0, high: 0 })).toBe(0);
  });
});
