/** A style's parts under names and addresses of their own, so that they can stand beside the map's. */

import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { ApiError } from '../../api/client';
import { BASEMAP_PREFIX, type Basemap } from '../style';

type FontFaces = NonNullable<StyleSpecification['font-faces']>;
/** Makes an address absolute. */
type Locate = (address: string) => string;

/**
 * Readies a valid style for {@link mapStyle}: its names get a prefix, its addresses are resolved against the style's own.
 * `own` are the fonts of the map's labels, which must not be asked of the style's server. Errors: `ApiError` when it
 * needs an origin that is not `allowed`, or something that the page cannot show.
 */
export function placed(
  style: StyleSpecification,
  address: string,
  allowed: readonly string[],
  own: FontFaces,
): Basemap {
  const locate = locateFrom(address, allowed);
  const sources = Object.entries(style.sources).map(([name, source]) => [
    BASEMAP_PREFIX + name,
    located(source, locate, address),
  ]);
  const layers = style.layers.map(renamed);
  return {
    sources: Object.fromEntries(sources) as Basemap['sources'],
    ground: layers.filter(({ type }) => type !== 'symbol'),
    labels: layers.filter(({ type }) => type === 'symbol'),
    root: {
      ...(style.sprite === undefined ? {} : { sprite: locatedSprite(style.sprite, locate) }),
      ...(style.glyphs === undefined ? {} : { glyphs: locate(style.glyphs) }),
      ...(style.state === undefined ? {} : { state: style.state }),
      'font-faces': { ...locatedFonts(style['font-faces'] ?? {}, locate), ...own },
    },
  };
}

function locateFrom(base: string, allowed: readonly string[]): Locate {
  return (address) => {
    const url = new URL(address, base);
    if (!allowed.includes(url.origin)) {
      throw new ApiError('unreadable', base, null, `${address} is not at an origin of map_style_origins`);
    }
    // The braces of a template are for the map to fill.
    return url.href.replaceAll('%7B', '{').replaceAll('%7D', '}');
  };
}

function located(source: SourceSpecification, locate: Locate, address: string): SourceSpecification {
  switch (source.type) {
    case 'vector':
    case 'raster':
    case 'raster-dem':
      return {
        ...source,
        ...(source.url === undefined ? {} : { url: locate(source.url) }),
        ...(source.tiles === undefined ? {} : { tiles: source.tiles.map(locate) }),
      };
    case 'geojson':
      return typeof source.data === 'string' ? { ...source, data: locate(source.data) } : source;
    case 'image':
      return { ...source, ...(source.url === undefined ? {} : { url: locate(source.url) }) };
    case 'video':
      throw new ApiError('unreadable', address, null, 'a ground that moves cannot be read');
  }
}

const renamed = (layer: LayerSpecification): LayerSpecification => ({
  ...layer,
  id: BASEMAP_PREFIX + layer.id,
  ...('source' in layer ? { source: BASEMAP_PREFIX + layer.source } : {}),
});

const locatedSprite = (
  sprite: NonNullable<StyleSpecification['sprite']>,
  locate: Locate,
): NonNullable<StyleSpecification['sprite']> =>
  typeof sprite === 'string' ? locate(sprite) : sprite.map(({ id, url }) => ({ id, url: locate(url) }));

const locatedFonts = (fonts: FontFaces, locate: Locate): FontFaces =>
  Object.fromEntries(
    Object.entries(fonts).map(([name, files]) => [
      name,
      typeof files === 'string' ? locate(files) : files.map((file) => ({ ...file, url: locate(file.url) })),
    ]),
  );
