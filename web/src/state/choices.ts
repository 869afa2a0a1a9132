/** What the reader's choices mean for the surface at hand. */

import type { Published } from '../api/grid';
import type { Category, Current } from '../api/types';
import type { CellSource } from '../map/style';

/** How much of a version is shown: enough to tell two apart by eye. */
export const VERSION_DIGITS = 8;

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

/** Addresses of TileJSON; districts are there only where shapes of districts were given. */
export type TileJsons = Record<'units' | 'places', string> & { districts: string | null };

/** Addresses of the layers' TileJSON. The version is part of each, so a new version is a new source. */
export function tilejsonOf(current: Current, origin: string): TileJsons {
  const address = (name: string): string => {
    const layer = current.layers.find((known) => known.name === name);
    const path = layer?.tilejson ?? `/tilejson/${name}.json`;
    return `${origin}${path}?v=${layer?.version ?? current.version}`;
  };
  const hasDistricts = current.layers.some(({ name }) => name === 'districts');
  return {
    units: address('units'),
    places: address('places'),
    districts: hasDistricts ? address('districts') : null,
  };
}

/** Where the shapes of the cells are. A template's braces would not survive `new URL`. */
export const cellSourceOf = ({ grid }: Published, origin: string): CellSource => ({
  tiles: `${origin}${grid.tiles}`,
  vector_layer: grid.vector_layer,
  minzoom: grid.minzoom,
  maxzoom: grid.maxzoom,
});
