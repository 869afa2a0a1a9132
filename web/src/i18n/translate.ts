/** Texts, numbers and months in the three languages. Pure: the language is an argument. */

import type { Month } from '../api/types';
import type { Lang } from '../state/url';
import type { Key, Message, Messages, Params } from './messages';

/** Puts a message in words. `n` in `params` chooses the plural form. A text that is not loaded shows its key. */
export function translate(lang: Lang, messages: Messages, key: Key, params: Params = {}): string {
  const text = form(lang, messages[key] ?? key, params.n);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? number(lang, value) : value;
  });
}

function form(lang: Lang, message: Message, n: string | number | undefined): string {
  if (typeof message === 'string') return message;
  const category = new Intl.PluralRules(lang).select(Number(n ?? 0));
  return message[category] ?? message.other;
}

/**
 * The locale for numbers. Chromium claims Kazakh but carries no Kazakh number data and writes a decimal point;
 * Russian follows the same conventions (space between thousands, comma before decimals) and is complete.
 */
export const numberLocale = (lang: Lang): string => (lang === 'kk' ? 'ru' : lang);

/** A number with `least` to `most` decimals (none to 2 unless told). */
export function number(lang: Lang, value: number, least = 0, most = Math.max(2, least)): string {
  const format = { minimumFractionDigits: least, maximumFractionDigits: most };
  return new Intl.NumberFormat(numberLocale(lang), format).format(value);
}

/** A share between 0 and 1 as per cent. */
export function percent(lang: Lang, share: number, digits = 0): string {
  const format = { style: 'percent', maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(numberLocale(lang), format).format(share);
}

/** Keys of the month names; browsers' own Kazakh month names are incomplete. */
const MONTH_KEYS = Array.from({ length: 12 }, (_, i) => `month.${i + 1}` as Key);
const SHORT_MONTH_KEYS = Array.from({ length: 12 }, (_, i) => `month.short.${i + 1}` as Key);

/** "January 2026", "қаңтар 2026", "январь 2026". */
export function month(
  lang: Lang,
  messages: Messages,
  value: Month,
  width: 'long' | 'short' = 'long',
): string {
  const [year = '', index = ''] = value.split('-');
  const key = (width === 'long' ? MONTH_KEYS : SHORT_MONTH_KEYS)[Number(index) - 1];
  return key === undefined
    ? value
    : translate(lang, messages, 'month.year', { month: translate(lang, messages, key), year });
}

/** A day, `YYYY-MM-DD`, as day.month.year digits: the same order in all three languages' countries. */
export function day(value: string): string {
  const [y, m, d] = value.slice(0, 10).split('-');
  return d === undefined ? value : `${d}.${m}.${y}`;
}

/** A moment as the reader's own calendar day, written as {@link day} writes it. */
export function localDay(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(moment.getDate())}.${two(moment.getMonth() + 1)}.${moment.getFullYear()}`;
}
