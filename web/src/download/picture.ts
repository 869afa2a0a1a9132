/** The server's picture of what the map shows. Pure, but for {@link getPicture}. */

import type { Bounds } from '../map/geo';
import { periodToken, type Period } from '../state/period';
import type { By, Lang } from '../state/url';

/** What the map shows, as far as a picture of it goes. */
export interface Pictured {
  category: string;
  by: By;
  period: Period;
  /** The period beside it, where two are compared. */
  beside: Period | null;
  /** KATO code of the chosen unit or district. */
  unit: string | null;
  bounds: Bounds;
  /** Of the cells on the screen; `null` where none are shown. */
  resolution: number | null;
  lang: Lang;
}

/** Digits of a unit's code; a district's is longer, and pictures outline units alone. */
const UNIT_DIGITS = 2;

/** Where the server draws what the map shows. */
export function pictureAddress({ category, by, period, beside, unit, ...shown }: Pictured): string {
  const query = new URLSearchParams({
    ...{ category, period: periodToken(period), lang: shown.lang, by },
    bbox: shown.bounds.map((degrees) => degrees.toFixed(4)).join(','),
  });
  if (beside !== null) query.set('beside', periodToken(beside));
  if (unit !== null) query.set('unit', unit.slice(0, UNIT_DIGITS));
  if (shown.resolution !== null) query.set('resolution', String(shown.resolution));
  return `/api/v1/snapshot.png?${query}`;
}

/** Why there is no picture: the server draws none, it draws others at the moment, or something else. */
export type NoPicture = 'none' | 'busy' | 'failed';

/** Kinds of problems of a server that draws pictures, but not now. */
const BUSY = ['snapshot-busy', 'snapshot-too-slow'];

export class PictureError extends Error {
  constructor(readonly why: NoPicture) {
    super(why);
  }
}

/** Reads the picture. Errors: {@link PictureError}. */
export async function getPicture(pictured: Pictured): Promise<Blob> {
  const answer = await fetch(pictureAddress(pictured));
  if (answer.ok) return answer.blob();
  const { type = '' } = (await answer.json().catch(() => ({}))) as { type?: string };
  if (BUSY.some((kind) => type.endsWith(kind))) throw new PictureError('busy');
  throw new PictureError(answer.status === 503 ? 'none' : 'failed');
}
