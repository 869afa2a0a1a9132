import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import type { StyleSpecification } from 'maplibre-gl';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/client';
import { placed } from './placed';

const ADDRESS = 'https://tiles.example.kz/styles/basic/style.json?key=public';
const ALLOWED = ['https://tiles.example.kz', 'https://fonts.example.kz'];
const OWN = { 'Noto Sans': 'https://map.example.kz/assets/noto.woff2' };

/** One of each kind, as hosts of tiles write them. */
const STYLE: StyleSpecification = {
  version: 8,
  name: 'Basic',
  center: [71, 51],
  zoom: 9,
  sprite: 'sprite',
  glyphs: 'https://fonts.example.kz/{fontstack}/{range}.pbf',
  state: { night: { default: false } },
  sources: {
    vector: { type: 'vector', url: '../../data/v3.json', attribution: '© Somebody' },
    raster: { type: 'raster', tiles: ['/raster/{z}/{x}/{y}.png?size={ratio}'], tileSize: 256 },
    relief: { type: 'raster-dem', tiles: ['//tiles.example.kz/dem/{z}/{x}/{y}'] },
    file: { type: 'geojson', data: 'parks.json' },
    inline: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
    plan: {
      type: 'image',
      url: 'plan.png',
      coordinates: [
        [71, 52],
        [72, 52],
        [72, 51],
        [71, 51],
      ],
    },
  },
  layers: [
    { id: 'outside', type: 'background', paint: { 'background-color': '#eee' } },
    { id: 'place-label', type: 'symbol', source: 'vector', 'source-layer': 'place' },
    { id: 'parks', type: 'fill', source: 'file' },
    { id: 'signs', type: 'symbol', source: 'inline', layout: { 'icon-image': 'sign' } },
    { id: 'photo', type: 'raster', source: 'raster' },
  ],
};

const refused = (style: Partial<StyleSpecification>) => {
  try {
    placed({ ...STYLE, ...style }, ADDRESS, ALLOWED, OWN);
  } catch (error) {
    return error instanceof ApiError ? error.message : error;
  }
  return null;
};

describe('a named style that is made ready', () => {
  it('has names of its own and whole addresses', () => {
    expect(placed(STYLE, ADDRESS, ALLOWED, OWN)).toMatchSnapshot();
  });

  it('is still a style, and keeps the order of its ground and of its names', () => {
    const { sources, ground, labels, root } = placed(STYLE, ADDRESS, ALLOWED, OWN);
    expect(validateStyleMin({ version: 8, ...root, sources, layers: [...ground, ...labels] })).toEqual([]);
    expect(ground.map(({ id }) => id)).toEqual(['basemap/outside', 'basemap/parks', 'basemap/photo']);
    expect(labels.map(({ id }) => id)).toEqual(['basemap/place-label', 'basemap/signs']);
  });

  it('keeps sprites and fonts that it names one by one, but not in the place of our own', () => {
    const { root } = placed(
      {
        ...STYLE,
        sprite: [{ id: 'roads', url: 'roads' }],
        'font-faces': { Serif: [{ url: 'serif.woff2' }], 'Noto Sans': 'noto.ttf' },
      },
      ADDRESS,
      ALLOWED,
      OWN,
    );
    expect(root.sprite).toEqual([{ id: 'roads', url: 'https://tiles.example.kz/styles/basic/roads' }]);
    expect(root['font-faces']).toEqual({
      Serif: [{ url: 'https://tiles.example.kz/styles/basic/serif.woff2' }],
      ...OWN,
    });
  });

  it('is refused where it needs an origin that was not listed, whichever part of it', () => {
    const far = 'https://far.example.org';
    for (const style of [
      { sprite: `${far}/sprite` },
      { glyphs: `${far}/{fontstack}/{range}.pbf` },
      { sources: { a: { type: 'vector' as const, url: `${far}/a.json` } } },
      { sources: { a: { type: 'raster' as const, tiles: [`${far}/{z}/{x}/{y}`] } } },
      { sources: { a: { type: 'geojson' as const, data: `${far}/a.json` } } },
      { sources: { a: { type: 'vector' as const, url: 'mapbox://a' } } },
      { sources: { a: { type: 'vector' as const, url: 'pmtiles://https://tiles.example.kz/a.pmtiles' } } },
    ]) {
      expect(refused(style)).toContain('is not at an origin of map_style_origins');
    }
  });

  it('is refused where it shows a film', () => {
    const coordinates: [[number, number], [number, number], [number, number], [number, number]] = [
      [71, 52],
      [72, 52],
      [72, 51],
      [71, 51],
    ];
    const film = { type: 'video' as const, urls: ['a.mp4'], coordinates };
    expect(refused({ sources: { film } })).toContain('a ground that moves');
  });
});
