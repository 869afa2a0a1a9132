/** What a language module holds. English is the list of keys; the compiler holds the others to it. */

import type { en } from './en';

export type Key = keyof typeof en;
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Message = string | Plural;
export type Messages = Readonly<Record<Key, Message>>;
export type Params = Readonly<Record<string, string | number>>;
