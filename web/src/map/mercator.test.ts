import { describe, expect, it } from 'vitest';
import { countryView, frameOf, project, unproject } from './mercator';

describe('the projection', () => {
  it('puts 0°, 0° in the middle of the world and comes back', () => {
    expect(project(0, 0)).toEqual({ x: 0.5, y: 0.5 });
    const { lng, lat } = unproject(project(76.92, 43.24));
    expect(lng).toBeCloseTo(76.92, 9);
    expect(lat).toBeCloseTo(43.24, 9);
  });
});

describe('a frame', () => {
  it('of the country touches few tiles of its own zoom, among them those of the country', () => {
    const view = countryView(390, 380);
    expect(view.zoom).toBeGreaterThan(2);
    expect(view.zoom).toBeLessThan(3.5);
    expect(frameOf(view, 390, 380).tiles(3)).toEqual([
      { x: 5, y: 2, z: 3 },
      { x: 5, y: 3, z: 3 },
    ]);
  });

  it('has its middle where it looks', () => {
    const view = { lat: 43.24, lng: 76.92, zoom: 10 };
    const { scale, left, top } = frameOf(view, 800, 600);
    const { x, y } = project(view.lng, view.lat);
    expect(x * scale - left).toBeCloseTo(400, 6);
    expect(y * scale - top).toBeCloseTo(300, 6);
  });

  it('asks for no tile beyond the world', () => {
    const tiles = frameOf({ lat: 80, lng: 179, zoom: 1 }, 2000, 2000).tiles(1);
    expect(tiles.every(({ x, y }) => x >= 0 && x < 2 && y >= 0 && y < 2)).toBe(true);
  });
});
