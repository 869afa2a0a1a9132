/** Kazakh that is right whatever number or name stands in it. */

import { expect, it } from 'vitest';
import { SAID } from './kazakh';

/** Endings of case and number: which of their forms is right depends on the sound of what stands before them. */
const ENDING =
  '(?:дан|ден|тан|тен|нан|нен|ға|ге|қа|ке|да|де|та|те|ның|нің|дың|дің|тың|тің|ны|ні|ды|ді|ты|ті)';
/** A share always ends with the sign of per cent, and is read so. */
const SURE = ['{share}'];

it('no ending hangs on a number or a name that is filled in', () => {
  const hanging = new RegExp(`(\\{\\w+\\})-?${ENDING}(?!\\p{L})`, 'gu');
  const faults = SAID.filter((text) =>
    [...text.matchAll(hanging)].some(([, placeholder = '']) => !SURE.includes(placeholder)),
  );
  expect(faults).toEqual([]);
});

it('after a number a word stays in the singular', () => {
  const plural =
    /(?:\{n\}|\d+)\s+\p{L}+?(?:лар|лер|дар|дер|тар|тер)(?:ы|і|дың|дің|ға|ге|ды|ді|дан|ден)?(?!\p{L})/u;
  // A span of years is a plural: «2025–2030 жылдар».
  const faults = SAID.filter((text) => plural.test(text.replace(/\d{4}–\d{4} жылдар\p{L}*/gu, '')));
  expect(faults).toEqual([]);
});

it('a text has no letter of another alphabet that looks the same', () => {
  const mixed = /\p{Script=Cyrillic}[A-Za-z](?=\p{Script=Cyrillic})|(?<=[a-z])\p{Script=Cyrillic}[a-z]/u;
  expect(SAID.filter((text) => mixed.test(text))).toEqual([]);
});
