/** The chosen language, for components: reading `t` in a template follows a change of language. */

import type { Month } from '../api/types';
import type { Lang } from '../state/url';
import { loadTexts } from './load';
import type { Area, Key, Messages, Params } from './messages';
import * as translate from './translate';

let chosen = $state.raw<{ lang: Lang; messages: Messages } | null>(null);
/** The areas that were opened, each with the loading of its texts. */
const opened: Partial<Record<Area, Promise<void>>> = { shell: Promise.resolve() };

/** Loads a language for the areas that were opened and switches to it. */
export async function useLanguage(lang: Lang): Promise<void> {
  const parts = await Promise.all((Object.keys(opened) as Area[]).map((area) => loadTexts(lang, area)));
  chosen = { lang, messages: Object.assign({}, ...parts) as Messages };
  document.documentElement.lang = lang;
}

/** Loads the texts of an area, in the chosen language and from now on in every other one. */
export function openArea(area: Area): Promise<void> {
  opened[area] ??= Promise.resolve().then(() => (chosen === null ? undefined : useLanguage(chosen.lang)));
  return opened[area];
}

function current() {
  if (chosen === null) throw new Error('no language is loaded: await useLanguage() before mounting the page');
  return chosen;
}

export const lang = (): Lang => current().lang;
export const t = (key: Key, params?: Params): string =>
  translate.translate(current().lang, current().messages, key, params);
/** A text whose key is made from the server's word; a word that this page does not know yet stays as it is. */
const word = (key: string, unknown: string): string => (key in current().messages ? t(key as Key) : unknown);

/** Why a category is not on the map. */
export const withheldText = (reason: string | null): string => word(`withheld.${reason ?? ''}`, reason ?? '');

/** What a model does, in a few words. */
export const modelName = (name: string): string => word(`method.model.${name}`, '');

export const indicatorTitle = (slug: string): string => word(`kpi.${slug}.title`, slug);
export const indicatorMeasure = (slug: string): string => word(`kpi.${slug}.measure`, '');

export const number = (value: number, least?: number, most?: number): string =>
  translate.number(current().lang, value, least, most);
export const percent = (share: number, digits?: number): string =>
  translate.percent(current().lang, share, digits);
export const month = (value: Month, width?: 'long' | 'short'): string =>
  translate.month(current().lang, current().messages, value, width);
export { day, localDay } from './translate';

/** The bands at the ends of an interval, which may be one. */
export const bandInterval = ({
  band_low: low,
  band_high: high,
}: {
  band_low: number;
  band_high: number;
}): string => (low === high ? t('band.interval.one', { n: low }) : t('band.interval', { low, high }));
