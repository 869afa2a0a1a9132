import { describe, expect, it } from 'vitest';
import { COUNTRY_BOUNDS, distanceKm, nearestCity, polygonMeets, tilesCovering } from './geo';
import type { Place } from './search';

describe('tiles', () => {
  it('of zoom 3 that cover the country are two', () => {
    expect(tilesCovering(COUNTRY_BOUNDS, 3)).toEqual([
      { x: 5, y: 2, z: 3 },
      { x: 5, y: 3, z: 3 },
    ]);
  });

  it('are numbered from the north-west', () => {
    expect(tilesCovering([-179, -80, 179, 80], 1)).toHaveLength(4);
    expect(tilesCovering([71.42, 51.12, 71.43, 51.13], 10)).toEqual([{ x: 715, y: 342, z: 10 }]);
  });
});

describe('a polygon', () => {
  /** An L around the upper right quarter of its box, with a hole in its foot. */
  const L = [
    [
      [0, 0],
      [10, 0],
      [10, 4],
      [4, 4],
      [4, 10],
      [0, 10],
      [0, 0],
    ],
    [
      [6, 1],
      [8, 1],
      [8, 3],
      [6, 3],
      [6, 1],
    ],
  ];

  it('is met where an edge runs through the bounds, where they lie in it, and where it lies in them', () => {
    expect(polygonMeets(L, [3, 5, 5, 6])).toBe(true);
    expect(polygonMeets(L, [1, 1, 2, 2])).toBe(true);
    expect(polygonMeets(L, [-5, -5, 20, 20])).toBe(true);
    expect(polygonMeets(L, [-1, 4.9, 11, 5.1])).toBe(true);
  });

  it('is not met in the corner of its box that it leaves free, in its hole, or beside it', () => {
    expect(polygonMeets(L, [6, 6, 9, 9])).toBe(false);
    expect(polygonMeets(L, [6.5, 1.5, 7.5, 2.5])).toBe(false);
    expect(polygonMeets(L, [11, 0, 12, 10])).toBe(false);
    expect(polygonMeets([], [0, 0, 1, 1])).toBe(false);
  });
});

describe('distance', () => {
  it('from Almaty to Astana is 970 km, whichever way', () => {
    const there = distanceKm(43.25249, 76.9115, 51.1801, 71.44598);
    expect(there).toBeCloseTo(distanceKm(51.1801, 71.44598, 43.25249, 76.9115), 9);
    expect(Math.round(there / 10)).toBe(97);
  });

  it('of a degree of latitude is 111.2 km, and of a degree of longitude at 60° half of that', () => {
    expect(distanceKm(0, 0, 1, 0)).toBeCloseTo(111.195, 2);
    expect(distanceKm(60, 0, 60, 1)).toBeCloseTo(111.195 / 2, 1);
  });

  it('decides which city is nearest, and regions are no cities', () => {
    const at = (id: string, lat: number, lng: number, kind: Place['kind'], rank: number): Place => ({
      ...{ id, name_kk: id, name_ru: id, name_en: id, kato: null },
      ...{ lat, lng, kind, rank },
    });
    const places = [
      at('near region', 43, 76, 'unit', 1),
      at('far', 51, 71, 'city', 1),
      at('near', 43.3, 76.9, 'city', 3),
    ];
    expect(nearestCity(places, 43, 76)?.place.id).toBe('near');
    expect(nearestCity([], 43, 76)).toBeNull();
  });
});
