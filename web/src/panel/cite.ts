/** How a reader names what is shown in a text of their own. Pure. */

import type { Meta } from '../api/types';
import { day, t } from '../i18n/i18n.svelte';
import { sourceText } from '../i18n/source';

interface Cited {
  meta: Meta;
  /** What is shown, in words. */
  what: string;
  /** The address, which names the version. */
  link: string;
  /** The day on which it was seen. */
  seen: string;
}

/** Names what is shown, its version and its day, its source and licence, and where it was seen when. */
export const citation = ({ meta, what, link, seen }: Cited): string =>
  t('cite.text', {
    ...{ title: t('map.title'), what, link, seen, version: meta.version, day: day(meta.created) },
    ...{ source: sourceText(meta), licence: meta.licence },
  });
