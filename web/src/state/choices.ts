/** What the reader's choices mean for the surface at hand. */

import type { Category, Current } from '../api/types';

/** The category a newcomer sees. */
export const FIRST_CATEGORY = 'theft';

/** The wanted category if the surface knows it; otherwise theft, otherwise the first published one. */
export function chooseCategory(wanted: string | null, categories: readonly Category[]): Category | null {
  return (
    categories.find(({ slug }) => slug === wanted) ??
    categories.find(({ slug, published }) => published && slug === FIRST_CATEGORY) ??
    categories.find(({ published }) => published) ??
    categories[0] ??
    null
  );
}

/** Addresses of the layers' TileJSON. The version is part of each, so a new version is a new source. */
export function tilejsonOf(
  current: Current,
  category: Category | null,
  origin: string,
): { risk: string | null; units: string; places: string } {
  const address = (name: string, fallback: string | null): string | null => {
    const layer = current.layers.find((known) => known.name === name);
    const path = layer?.tilejson ?? fallback;
    return path === null ? null : `${new URL(path, origin).href}?v=${layer?.version ?? current.version}`;
  };
  return {
    risk: category?.published ? address(`risk-${category.slug}`, null) : null,
    units: address('units', '/tilejson/units.json') ?? '',
    places: address('places', '/tilejson/places.json') ?? '',
  };
}
