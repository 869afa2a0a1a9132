import { describe, expect, it } from 'vitest';
import { doubtPicture, hatchPicture, REPEAT_PX, rgb } from './patterns';

const alphas = (picture: { data: Uint8ClampedArray }) => picture.data.filter((_, i) => i % 4 === 3);

describe('patterns', () => {
  it('read colours', () => {
    expect(rgb('#47246b')).toEqual([0x47, 0x24, 0x6b]);
  });

  it('of insufficient data cover the ground with two tones', () => {
    const picture = hatchPicture('light');
    expect(picture.data).toHaveLength(REPEAT_PX * REPEAT_PX * 4);
    expect(new Set(alphas(picture))).toEqual(new Set([255]));
    const reds = picture.data.filter((_, i) => i % 4 === 0);
    expect(new Set(reds).size).toBe(2);
  });

  it('of a wide interval let most of the band through', () => {
    const clear = alphas(doubtPicture('dark')).filter((alpha) => alpha === 0).length;
    expect(clear / REPEAT_PX ** 2).toBeGreaterThan(0.8);
    expect(clear / REPEAT_PX ** 2).toBeLessThan(1);
  });

  it('repeat without a seam along the diagonal', () => {
    const { data, width } = hatchPicture('dark');
    const red = (x: number, y: number) => data[(y * width + x) * 4];
    for (let y = 0; y < REPEAT_PX - 1; y += 1)
      expect(red(0, y + 1)).toBe(red(REPEAT_PX - 1, (y + 2) % REPEAT_PX));
  });
});
