import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FILES, fontFaces } from './fonts';

const faces = readFileSync(new URL('../../app/fonts.css', import.meta.url), 'utf8')
  .split('@font-face')
  .filter((face) => face.includes('font-weight: 400'));

const coveredBy = (letter: string) => {
  const point = letter.codePointAt(0) ?? 0;
  return FILES.find(({ ranges }) =>
    ranges.some((range) => {
      const [low = 0, high = low] = range
        .slice(2)
        .split('-')
        .map((end) => Number.parseInt(end, 16));
      return low <= point && point <= high;
    }),
  );
};

describe('the fonts of our labels beside a basemap’s', () => {
  it('are the page’s own files, each for letters that fonts.css takes from it', () => {
    for (const { file, ranges } of FILES) {
      const name = file.split('/').at(-1) ?? '';
      const face = faces.find((known) => known.includes(name));
      expect(face).toBeDefined();
      for (const range of ranges) expect(face).toContain(range);
    }
    expect(Object.keys(fontFaces('https://map.example.kz'))).toEqual(['Noto Sans']);
  });

  it('have every letter of the three languages', () => {
    const letters = 'AZaz09–,.()«»АЯаяЁёӘәҒғҚқҢңӨөҰұҮүҺһІі№';
    expect([...letters].filter((letter) => coveredBy(letter) === undefined)).toEqual([]);
  });
});
