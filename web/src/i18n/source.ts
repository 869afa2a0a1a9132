import type { Meta } from '../api/types';
import { t } from './i18n.svelte';

/** Where the map's data come from: the server's own words, or a sentence of ours where they were simulated. */
export const sourceText = ({ simulated, source }: Pick<Meta, 'simulated' | 'source'>): string =>
  simulated ? t('source.simulated') : source;
