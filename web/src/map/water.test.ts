import { describe, expect, it } from 'vitest';
import { widthAt } from './water';
import water from './water.json';

type Point = [number, number];
const [lakes, rivers] = water.features;
const shores = lakes?.geometry.coordinates as Point[][][];
const courses = rivers?.geometry.coordinates as unknown as Point[][];

/** Whether a place lies in a ring: how often a ray to the east crosses it (Shimrat 1962). */
const inside = ([lng, lat]: Point, ring: readonly Point[]): boolean =>
  ring.reduce((found, [x, y], i) => {
    const [beforeX, beforeY] = ring.at(i - 1) as Point;
    const crosses = y > lat !== beforeY > lat && lng < ((beforeX - x) * (lat - y)) / (beforeY - y) + x;
    return crosses ? !found : found;
  }, false);

describe('water', () => {
  it.each<[string, Point]>([
    ['the Caspian', [50.8, 42.5]],
    ['Balkhash', [74.0, 46.1]],
    ['Zaysan', [84.0, 48.0]],
    ['Alakol', [81.7, 46.1]],
  ])('covers %s', (_, place) => {
    expect(shores.some(([shore]) => shore !== undefined && inside(place, shore))).toBe(true);
  });

  it.each<[string, Point]>([
    ['the Irtysh at Pavlodar', [76.95, 52.3]],
    ['the Syr Darya at Kyzylorda', [65.5, 44.85]],
    ['the Ural at Oral', [51.35, 51.2]],
  ])('passes %s within a quarter of a degree', (_, [lng, lat]) => {
    const nearest = Math.min(...courses.flat().map(([x, y]) => Math.hypot(x - lng, y - lat)));
    expect(nearest).toBeLessThan(0.25);
  });

  it('leaves the cities dry', () => {
    // Almaty, Astana, Shymkent, Atyrau.
    for (const city of [
      [76.92, 43.25],
      [71.43, 51.13],
      [69.6, 42.32],
      [51.92, 47.11],
    ] as Point[]) {
      expect(shores.some(([shore]) => shore !== undefined && inside(city, shore))).toBe(false);
    }
  });

  it('has rivers that grow with the zoom', () => {
    expect([2, 3, 8, 9].map(widthAt)).toEqual([0.7, 0.7, 2, 2]);
    expect(widthAt(5.5)).toBeCloseTo(1.35);
  });
});
