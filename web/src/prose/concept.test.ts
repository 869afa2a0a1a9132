import { describe, expect, it } from 'vitest';
import { SAID, SERVER } from '../../tests/unit/kazakh';
import terms from './concept.json';

const said = SAID.map((text) => text.toLowerCase());

it('the server’s own words are among what is said', () => {
  expect(SERVER.length).toBeGreaterThan(80);
});

/** Kazakh terms as the Concept (resolution 200 of 1 April 2025, Kazakh text) has them, with the place where it does. */
describe.each(terms)('$kk ($place)', ({ kk, not }) => {
  it('is the word of the pages', () => {
    expect(said.some((text) => text.includes(kk))).toBe(true);
  });

  it('has no rival on any page and in no answer of the server', () => {
    const rivals = said.filter((text) => not.some((rival) => text.includes(rival)));
    expect(rivals).toEqual([]);
  });
});
