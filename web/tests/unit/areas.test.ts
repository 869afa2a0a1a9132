/** A page loads the frame's texts and those of its own area, so it must ask for no others. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AREA_OF } from '../../src/app/areas';
import { textsOf } from './texts';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
/** Which file shows each route. The frame is part of every page. */
const ENTRY = {
  map: 'pages/MapPage.svelte',
  embed: 'pages/EmbedPage.svelte',
  kpi: 'pages/KpiPage.svelte',
  plan: 'pages/PlanPage.svelte',
  method: 'pages/MethodPage.svelte',
  privacy: 'pages/PrivacyPage.svelte',
  changes: 'pages/ChangesPage.svelte',
  glossary: 'pages/GlossaryPage.svelte',
} as const;
const FRAME = ['app/Header.svelte', 'app/Footer.svelte', 'app/areas.ts'];

/** The files that a page is made of: what it imports, at once or later, and so on. */
function partsOf(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  const text = readFileSync(join(SRC, file), 'utf8');
  for (const [, path = ''] of text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
    const found = ['', '.ts'].map((end) => join(dirname(file), path) + end).find(isSource);
    if (found !== undefined) partsOf(found, known);
  }
  return known;
}

const isSource = (file: string) => /\.(ts|svelte)$/.test(file) && existsSync(join(SRC, file));

/** Every key that a file writes out, whether it asks for it at once or hands it on. */
const keysIn = (file: string) =>
  [...readFileSync(join(SRC, file), 'utf8').matchAll(/'([a-z_]+(?:\.\w+)+)'/g)].map(([, key = '']) => key);

describe.each(Object.keys(ENTRY) as (keyof typeof ENTRY)[])('the page %s', (route) => {
  const files = [...FRAME, ENTRY[route]].flatMap((entry) => [...partsOf(entry)]);
  const asked = files.filter((file) => !file.startsWith('i18n')).flatMap(keysIn);
  const elsewhere = (['map', 'kpi', 'plan', 'pages'] as const)
    .filter((area) => area !== AREA_OF[route])
    .flatMap((area) => Object.keys(textsOf('en', area)));

  it('is made of several files and asks for texts', () => {
    expect(files.length).toBeGreaterThan(5);
    expect(asked.length).toBeGreaterThan(20);
  });

  it('asks for no text of another area', () => {
    expect(asked.filter((key) => elsewhere.includes(key))).toEqual([]);
  });
});
