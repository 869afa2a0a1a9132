/** Finds cities, units and districts by name, in any of the three languages and on any keyboard. */

import type { Named } from '../api/types';
import type { Lang } from '../state/url';

export interface Place extends Named {
  id: string;
  kind: 'city' | 'unit' | 'district';
  lat: number;
  lng: number;
  /** The unit that it is, or that it lies in, or of a district its own: KATO code. */
  kato: string | null;
  /** Smaller comes first among equal matches. */
  rank: number;
}

/**
 * Every letter as the Latin ones that sound nearest: Kazakh letters meet the Russian ones that people type
 * instead of them, and a name in one script is found by typing it in the other.
 */
const SOUNDS: Readonly<Record<string, string>> = {
  ...{ а: 'a', ә: 'a', б: 'b', в: 'v', г: 'g', ғ: 'g', д: 'd', е: 'e', ё: 'e', э: 'e', ж: 'zh', з: 'z' },
  ...{
    и: 'i',
    і: 'i',
    й: 'i',
    ы: 'i',
    к: 'k',
    қ: 'k',
    л: 'l',
    м: 'm',
    н: 'n',
    ң: 'n',
    о: 'o',
    ө: 'o',
    п: 'p',
  },
  ...{ р: 'r', с: 's', т: 't', у: 'u', ұ: 'u', ү: 'u', ф: 'f', х: 'h', һ: 'h', ц: 'ts', ч: 'ch', ш: 'sh' },
  ...{ щ: 'sh', ъ: '', ь: '', ю: 'iu', я: 'ia', q: 'k', y: 'i', w: 'u', j: 'zh' },
};

/** Folds a name: lower case, no accents, letters by sound, single spaces. */
export function fold(text: string): string {
  const plain = text.toLowerCase().normalize('NFC');
  const sounds = [...plain].map((letter) => SOUNDS[letter] ?? letter).join('');
  const bare = sounds.normalize('NFD').replace(/\p{M}/gu, '');
  return bare
    .replaceAll('kh', 'h')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** At most `limit` places whose name, in any language, has every word of `query` at the start of a word. */
export function search(query: string, places: readonly Place[], limit = 8): Place[] {
  const words = fold(query).split(' ').filter(Boolean);
  if (words.length === 0) return [];
  return places
    .map((place) => ({ place, distance: distance(words, place) }))
    .filter(({ distance: far }) => far !== null)
    .sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0) || a.place.rank - b.place.rank)
    .slice(0, limit)
    .map(({ place }) => place);
}

/** 0: the whole name, 1: its beginning, 2: the beginning of a later word, `null`: no match. */
function distance(words: string[], place: Place): number | null {
  const distances = [place.name_kk, place.name_ru, place.name_en]
    .map((name) => nameDistance(words, fold(name)))
    .filter((found) => found !== null);
  return distances.length === 0 ? null : Math.min(...distances);
}

function nameDistance(words: string[], name: string): number | null {
  const query = words.join(' ');
  if (name === query) return 0;
  if (name.startsWith(query)) return 1;
  const parts = name.split(' ');
  return words.every((word) => parts.some((part) => part.startsWith(word))) ? 2 : null;
}

/** The name in the chosen language. */
export const nameIn = (named: Named, lang: Lang): string => named[`name_${lang}`] || named.name_kk;
