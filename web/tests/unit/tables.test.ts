/** The tables that the server renders speak of the same things as the page, and call them the same. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Key } from '../../src/i18n/messages';
import { LANGS } from '../../src/state/url';
import { TEXTS } from './texts';

const SERVER = fileURLToPath(new URL('../../../server/src/routes/tables/words.rs', import.meta.url));
const SHARED: readonly Key[] = [
  ...(['band.0', 'band.1', 'band.2', 'band.3', 'band.4', 'band.5'] as const),
  ...(['category.label', 'settings.language', 'stamp.simulated', 'stamp.month', 'stamp.version'] as const),
  ...(['riskiest.band', 'units.unit'] as const),
];

it.each(LANGS)('the tables in %s use the words of the page', (lang) => {
  const words = readFileSync(SERVER, 'utf8');
  const own = words.slice(words.indexOf(`const ${lang.toUpperCase()}: Words`)).split('\n};')[0] ?? '';
  const missing = SHARED.filter((key) => !own.includes(`"${String(TEXTS[lang][key])}"`));
  expect(missing).toEqual([]);
});
