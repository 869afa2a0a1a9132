/** What the columns of the files made in the page mean, in the three languages side by side. */

import type { Lang } from '../state/url';
import file from './columns.json';

export interface Columns {
  /** Those that are told together. */
  names: readonly string[];
  meaning: Readonly<Record<Lang, string>>;
}

/** In the order of the files. */
export const COLUMNS: readonly Columns[] = file;
