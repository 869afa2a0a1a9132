import { beforeEach, describe, expect, it } from 'vitest';
import { cellId, cellName } from './cells';
import { CellPainter } from './painter';

const ABSENT = 255;
const NAME = '88216d1601fffff';
const IDS = Float64Array.of(1, 2, cellId(NAME));

let states: Map<unknown, object>;
let painter: CellPainter;
let writes: number;

beforeEach(() => {
  states = new Map();
  writes = 0;
  const map = {
    setFeatureState: ({ id }: { id?: string | number | undefined }, state: object) => {
      writes += 1;
      states.set(id, { ...states.get(id), ...state });
    },
  };
  painter = new CellPainter(map as never, 'cells', ABSENT);
});

const cells = (codes: number[], resolution = 8, ids = IDS) => ({
  resolution,
  ids,
  codes: Uint8Array.from(codes),
});

describe('the painter', () => {
  it('writes bands and doubt, and nothing where the category has no cell', () => {
    expect(painter.paint(cells([3, ABSENT, 4 + 6 * 2 + 36 * 5]))).toBe(2);
    expect(states.get(1)).toEqual({ band: 3, doubt: 0 });
    expect(states.get(cellId(NAME))).toEqual({ band: 4, doubt: 2 });
    expect(states.has(2)).toBe(false);
  });

  it('writes only what differs from the month before', () => {
    painter.paint(cells([3, 2, 1]));
    writes = 0;
    expect(painter.paint(cells([3, 5, ABSENT]))).toBe(2);
    expect(writes).toBe(2);
    expect(states.get(cellId(NAME))).toMatchObject({ band: -1 });
  });

  it('leaves no band of an earlier month on another resolution', () => {
    painter.paint(cells([3, 2, 1], 8));
    painter.paint(cells([5], 7, Float64Array.of(77)));
    expect(states.get(1)).toMatchObject({ band: -1 });
    expect(states.get(77)).toMatchObject({ band: 5 });
    painter.paint(cells([4, 2, 1], 8));
    expect(states.get(1)).toMatchObject({ band: 4 });
    expect(states.get(77)).toMatchObject({ band: -1 });
  });

  it('outlines one cell at a time', () => {
    painter.select(NAME);
    painter.select(cellName(1, 8));
    expect(states.get(cellId(NAME))).toEqual({ selected: false });
    expect(states.get(1)).toEqual({ selected: true });
    painter.select(null);
    expect(states.get(1)).toEqual({ selected: false });
  });

  it('names a shown cell, and no other', () => {
    painter.paint(cells([3, ABSENT, 1]));
    expect(painter.nameOf(cellId(NAME))).toBe(NAME);
    expect(painter.nameOf(2)).toBeNull();
    expect(painter.nameOf(999)).toBeNull();
  });
});
