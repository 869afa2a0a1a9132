import { describe, expect, it } from 'vitest';
import terms from './concept.json';
import glossary from './glossary.json';

const texts = import.meta.glob<Record<string, string | Record<string, string>>>('../i18n/kk/*.ts', {
  import: 'texts',
  eager: true,
});

/** What the pages say in Kazakh, message by message, in lower case. */
const said = [
  ...Object.values(texts).flatMap((messages) => Object.values(messages)),
  ...glossary.flatMap(({ term, meaning }) => [term.kk, meaning.kk]),
]
  .flatMap((message) => (typeof message === 'string' ? [message] : Object.values(message)))
  .map((message) => message.toLowerCase());

/** Kazakh terms as the Concept (resolution 200 of 1 April 2025, Kazakh text) has them, with the place where it does. */
describe.each(terms)('$kk ($place)', ({ kk, not }) => {
  it('is the word of the pages', () => {
    expect(said.some((message) => message.includes(kk))).toBe(true);
  });

  it('has no rival on any page', () => {
    const rivals = said.filter((message) => not.some((rival) => message.includes(rival)));
    expect(rivals).toEqual([]);
  });
});
