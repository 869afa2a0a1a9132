/** The three languages hold the same keys, each used somewhere, each with the placeholders and plural forms it needs. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/i18n/messages';
import { LANGS } from '../../src/state/url';
import { KEYS, TEXTS } from './texts';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const { en, kk } = TEXTS;
const known = new Set<string>(KEYS);

const source = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|svelte)$/.test(file) && !/^i18n.(kk|ru|en).\w+\.ts$|\.test\.ts$/.test(file))
  .map((file) => readFileSync(join(SRC, file), 'utf8'))
  .join('\n');

/** Keys written out, and the beginnings and ends of keys put together: `status.${status}`. */
const literal = new Set([...source.matchAll(/['"`]([a-z_]+(?:\.[\w]+)+)['"`]/g)].map(([, key]) => key));
const patterns = [...source.matchAll(/`([a-z_.]+\.)\$\{[^}]*\}(?:(\.[a-z_]+))?`/g)].map(
  ([, start = '', end = '']) =>
    new RegExp(`^${start.replaceAll('.', '\\.')}\\w+${end.replaceAll('.', '\\.')}$`),
);

const isUsed = (key: string) => literal.has(key) || patterns.some((pattern) => pattern.test(key));
const forms = (message: Message) => (typeof message === 'string' ? [message] : Object.values(message));
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe.each(LANGS)('the language %s', (lang) => {
  const messages = TEXTS[lang];

  it('has exactly the keys of English', () => {
    expect(Object.keys(messages).toSorted()).toEqual(KEYS.toSorted());
  });

  it('has no empty text', () => {
    const empty = KEYS.filter((key) => forms(messages[key]).some((text) => text.trim() === ''));
    expect(empty).toEqual([]);
  });

  it('fills the same placeholders as English', () => {
    for (const key of KEYS) {
      const expected = placeholders(forms(en[key])[0] ?? '');
      for (const text of forms(messages[key])) expect([key, placeholders(text)]).toEqual([key, expected]);
    }
  });

  it('has every plural form that its grammar asks for', () => {
    const needed = new Intl.PluralRules(lang).resolvedOptions().pluralCategories.toSorted();
    for (const key of KEYS) {
      const message = messages[key];
      if (typeof message === 'object') expect([key, Object.keys(message).toSorted()]).toEqual([key, needed]);
    }
  });
});

describe('keys', () => {
  it('are all used on some page', () => {
    expect(KEYS.filter((key) => !isUsed(key))).toEqual([]);
  });

  it('that pages ask for all exist', () => {
    const asked = [...source.matchAll(/\bt\(\s*['"]([\w.]+)['"]/g)].map(([, key = '']) => key);
    expect(asked.length).toBeGreaterThan(80);
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
  });

  it('that pages put together find at least one text each', () => {
    expect(patterns.filter((pattern) => !KEYS.some((key) => pattern.test(key))).map(String)).toEqual([]);
  });

  it('exist for every indicator, category reason, band, status and failure', () => {
    const needed = [
      ...['openness', 'offences', 'rule_of_law', 'egdi', 'safety'].flatMap((slug) => [
        `kpi.${slug}.title`,
        `kpi.${slug}.measure`,
      ]),
      ...['sensitive', 'police_discovered', 'not_place_based'].map((reason) => `withheld.${reason}`),
      ...[0, 1, 2, 3, 4, 5].map((band) => `band.${band}`),
    ];
    expect(needed.filter((key) => !known.has(key))).toEqual([]);
  });
});

describe('Kazakh', () => {
  it('is written in Kazakh: most texts have a letter that Russian lacks', () => {
    const texts = KEYS.flatMap((key) => forms(kk[key])).filter((text) => text.length > 25);
    const own = texts.filter((text) => /[әғқңөұүһі]/i.test(text));
    expect(own.length / texts.length).toBeGreaterThan(0.9);
  });

  it('uses the Concept’s own terms', () => {
    expect(kk['map.title']).toContain('криминогендік тәуекелдер');
    expect(kk['kpi.title']).toContain('нысаналы индикатор');
    expect(kk['kpi.offences.title']).toContain('қылмыскерлік деңгейі');
    expect(kk['kpi.openness.title']).toContain('ашықтық');
    expect(kk['kpi.projection.title']).toContain('Үрдіс');
    expect(kk['plan.title']).toContain('Іс-қимыл жоспары');
    expect(kk['plan.owner']).toContain('Жауапты орындаушы');
    expect(kk['plan.measure']).toContain('аяқталу нысаны');
  });
});
