import { periodToken, type Period } from '../state/period';
import type { Lang } from '../state/url';

/** Where the server draws what the map shows. */
export function pictureAddress(category: string, period: Period, unit: string | null, lang: Lang): string {
  const query = new URLSearchParams({ category, period: periodToken(period), lang });
  if (unit !== null) query.set('unit', unit);
  return `/api/v1/snapshot.png?${query}`;
}
