/**
 * The fonts of the map's own labels, by file. A basemap may name a server of glyphs, which MapLibre would ask for ours, too;
 * it need not have them, and may lack the letters that Kazakh adds to the Cyrillic alphabet.
 */

import cyrillic from '@fontsource/noto-sans/files/noto-sans-cyrillic-400-normal.woff2?url';
import cyrillicExt from '@fontsource/noto-sans/files/noto-sans-cyrillic-ext-400-normal.woff2?url';
import latin from '@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2?url';
import type { StyleSpecification } from 'maplibre-gl';
import { LABEL_FONT } from '../style';

/** The files with the letters of the three languages, as in fonts.css; the first that covers a letter draws it. */
export const FILES = [
  { file: latin, ranges: ['U+0000-00FF', 'U+2000-206F'] },
  { file: cyrillic, ranges: ['U+0400-045F', 'U+0490-0491', 'U+04B0-04B1', 'U+2116'] },
  { file: cyrillicExt, ranges: ['U+0460-052F'] },
] as const;

export const fontFaces = (origin: string): NonNullable<StyleSpecification['font-faces']> => ({
  [LABEL_FONT]: FILES.map(({ file, ranges }) => ({
    url: new URL(file, origin).href,
    'unicode-range': [...ranges],
  })),
});
