/** Every text of every language, for the tests. */

import type { Area, Key, Message } from '../../src/i18n/messages';
import type { Lang } from '../../src/state/url';

const MODULES = import.meta.glob<Record<string, Message>>('../../src/i18n/{kk,ru,en}/*.ts', {
  import: 'texts',
  eager: true,
});

export const AREAS: readonly Area[] = ['shell', 'map', 'kpi', 'plan', 'pages'];

/** The texts of one area in one language. */
export const textsOf = (lang: Lang, area: Area): Record<string, Message> =>
  MODULES[`../../src/i18n/${lang}/${area}.ts`] ?? {};

const all = (lang: Lang) =>
  Object.assign({}, ...AREAS.map((area) => textsOf(lang, area))) as Record<Key, Message>;

export const TEXTS: Readonly<Record<Lang, Record<Key, Message>>> = {
  kk: all('kk'),
  ru: all('ru'),
  en: all('en'),
};

export const KEYS = Object.keys(TEXTS.en) as Key[];
