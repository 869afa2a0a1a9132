/**
 * What a language holds: a module of texts for each area of the page, loaded when the area is opened, so that the
 * map's first load does not pay for the rest. English is the list of keys; the compiler holds the others to it.
 * Kazakh keeps to the Concept's own terms; its nouns stay singular after a number, so most plural forms agree.
 */

import type { texts as kpi } from './en/kpi';
import type { texts as map } from './en/map';
import type { texts as pages } from './en/pages';
import type { texts as plan } from './en/plan';
import type { texts as shell } from './en/shell';

interface English {
  shell: typeof shell;
  map: typeof map;
  kpi: typeof kpi;
  plan: typeof plan;
  pages: typeof pages;
}

/** A part of the page with texts of its own. `shell` is the frame and is always there. */
export type Area = keyof English;
export type Key = { [A in Area]: keyof English[A] }[Area];
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Message = string | Plural;
/** The texts of one area. */
export type TextsOf<A extends Area> = Readonly<Record<keyof English[A], Message>>;
/** The texts of the areas that are loaded. */
export type Messages = Readonly<Partial<Record<Key, Message>>>;
export type Params = Readonly<Record<string, string | number>>;
