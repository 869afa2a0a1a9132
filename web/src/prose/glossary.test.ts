import { describe, expect, it } from 'vitest';
import { owners } from '../plan/measures.json';
import { LANGS, type Lang } from '../state/url';
import { glossaryIn } from './glossary';

/** Letters by which a word is known whatever its ending. */
const STEM = 5;

const texts = import.meta.glob<Record<string, string | Record<string, string>>>('../i18n/*/*.ts', {
  import: 'texts',
  eager: true,
});

/** Everything that the pages say in a language, owners of measures included, in lower case. */
const saidIn = (lang: Lang) =>
  [
    ...Object.entries(texts)
      .filter(([path]) => path.includes(`/${lang}/`))
      .flatMap(([, messages]) => Object.values(messages))
      .flatMap((message) => (typeof message === 'string' ? [message] : Object.values(message))),
    ...Object.values(owners).map(({ name }) => name[lang]),
  ]
    .join(' ')
    .toLowerCase();

describe.each(LANGS)('the glossary in %s', (lang) => {
  it('explains every word', () => {
    for (const { term, meaning } of glossaryIn(lang)) {
      expect(term[lang]).not.toBe('');
      expect(meaning[lang].length).toBeGreaterThan(20);
    }
  });

  it('has one word for each idea', () => {
    const terms = glossaryIn(lang).map(({ term }) => term[lang]);
    expect(new Set(terms).size).toBe(terms.length);
  });

  it('holds the words that the pages use', () => {
    const said = saidIn(lang);
    const unused = glossaryIn(lang)
      .filter(({ slug }) => slug !== 'hotspot' && slug !== 'crime')
      .map(({ term }) => term[lang])
      .filter((term) => !term.split(' ').every((word) => said.includes(word.slice(0, STEM).toLowerCase())));
    expect(unused).toEqual([]);
  });

  it('is in the alphabetical order of the language', () => {
    const terms = glossaryIn(lang).map(({ term }) => term[lang]);
    expect(terms).toEqual(terms.toSorted((a, b) => a.localeCompare(b, lang)));
  });
});
