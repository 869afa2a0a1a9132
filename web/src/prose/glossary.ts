/** The words of the pages, one for each idea, in the three languages side by side. */

import type { Lang } from '../state/url';
import file from './glossary.json';

export interface Entry {
  slug: string;
  term: Readonly<Record<Lang, string>>;
  meaning: Readonly<Record<Lang, string>>;
}

const ENTRIES: readonly Entry[] = file;

/** The entries in the alphabetical order of a language. */
export const glossaryIn = (lang: Lang): readonly Entry[] =>
  ENTRIES.toSorted((a, b) => a.term[lang].localeCompare(b.term[lang], lang));
