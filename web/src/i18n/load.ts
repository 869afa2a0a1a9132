/** Loading of texts, and which language a reader gets. */

import { LANGS, type Lang } from '../state/url';
import type { Area, Messages } from './messages';

/** The modules of texts, each loaded when it is asked for. */
const MODULES = import.meta.glob<Messages>('./{kk,ru,en}/*.ts', { import: 'texts' });

/** The texts of one area in one language. */
export const loadTexts = async (lang: Lang, area: Area): Promise<Messages> =>
  (await MODULES[`./${lang}/${area}.ts`]?.()) ?? {};

/** The browser's first language that the page speaks; Kazakh, the state language, when there is none. */
export function preferred(languages: readonly string[]): Lang {
  const known = languages
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag) => LANGS.some((lang) => lang === tag));
  return (known as Lang | undefined) ?? 'kk';
}
