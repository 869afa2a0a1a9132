/** What is said in Kazakh: on the pages, in the glossary, in the action plan, and by the server. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { owners } from '../../src/plan/measures.json';
import glossary from '../../src/prose/glossary.json';
import { TEXTS } from './texts';

/** Letters that Kazakh has and Russian has not. */
const KAZAKH = /[әғқңөұүһі]/i;
/** Where the server's own words stand: each module has the three languages side by side. */
const SERVER_WORDS = ['http/problem/words.rs', 'routes/tables/words.rs', 'snapshots/words.rs'];

const sourceOf = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../server/src/${name}`, import.meta.url)), 'utf8');

/** Every text of a Rust module that is Kazakh. */
const literals = (source: string): string[] =>
  [...source.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map(([, text = '']) => text)
    .filter((text) => KAZAKH.test(text));

const pages = Object.values(TEXTS.kk).flatMap((message) =>
  typeof message === 'string' ? [message] : Object.values(message),
);
const words = glossary.flatMap(({ term, meaning }) => [term.kk, meaning.kk]);
const plan = Object.values(owners).map(({ name }) => name.kk);

/** What the server says. */
export const SERVER = SERVER_WORDS.flatMap((name) => literals(sourceOf(name)));
/** What anybody says, text by text. */
export const SAID: readonly string[] = [...pages, ...words, ...plan, ...SERVER];
