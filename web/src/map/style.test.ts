import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import type { LayerSpecification } from 'maplibre-gl';
import { describe, expect, it } from 'vitest';
import { bandColour } from './ramp';
import { mapStyle, type StyleInput } from './style';

const INPUT: StyleInput = {
  lang: 'kk',
  theme: 'light',
  tilejson: {
    units: 'https://oshaq.example/tilejson/units.json?v=1',
    places: 'https://oshaq.example/tilejson/places.json?v=1',
    districts: null,
  },
  water: 'https://oshaq.example/assets/water.json',
  cells: {
    tiles: 'https://oshaq.example/tiles/grid/0123456789abcdef/{z}/{x}/{y}',
    vector_layer: 'cells',
    minzoom: 3,
    maxzoom: 12,
  },
  cellsShown: true,
  unit: '75',
  areas: 'units',
  unitBands: null,
  unitDoubt: [],
  basemap: null,
};

const layerIds = (input: StyleInput) => mapStyle(input).layers.map(({ id }) => id);

describe('the style', () => {
  it('is this for cells, in Kazakh, in light colours', () => {
    expect(mapStyle(INPUT)).toMatchSnapshot();
  });

  it('is the same for the same input', () => {
    expect(mapStyle(INPUT)).toEqual(mapStyle({ ...INPUT }));
  });

  it('is valid by the style specification in both themes', () => {
    for (const theme of ['light', 'dark'] as const) {
      expect(validateStyleMin(mapStyle({ ...INPUT, theme }))).toEqual([]);
    }
  });

  it('of whole units colours them and no cells, and is valid even while nothing is known', () => {
    const byUnit = { ...INPUT, unitBands: { 75: 5, 19: 0 }, unitDoubt: ['75'] } as const;
    expect(layerIds(byUnit)).toContain('units-doubt');
    expect(layerIds(byUnit)).toContain('units-band');
    expect(layerIds(byUnit)).not.toContain('cells-band');
    expect(validateStyleMin(mapStyle(byUnit))).toEqual([]);
    const tilejson = { ...INPUT.tilejson, districts: 'https://example.org/districts.json' };
    const byDistrict = { ...byUnit, tilejson, areas: 'districts', unitBands: { 751110000: 2 } } as const;
    expect(layerIds(byDistrict)).toContain('district-line');
    expect(validateStyleMin(mapStyle(byDistrict))).toEqual([]);
    expect(validateStyleMin(mapStyle({ ...INPUT, unitBands: {} }))).toEqual([]);
  });

  it('takes bands from feature state alone, so that a change of month touches no layer and no source', () => {
    const cells = JSON.stringify(mapStyle(INPUT).layers.filter(({ id }) => id.startsWith('cell')));
    expect(cells).toContain('["feature-state","band"]');
    expect(cells).not.toContain('["get"');
    expect(cells).not.toContain('"filter"');
  });

  it('draws no cells of a category that is not published', () => {
    const withheld = mapStyle({ ...INPUT, cellsShown: false });
    expect(withheld.sources).toEqual(mapStyle(INPUT).sources);
    expect(withheld.layers.filter(({ id }) => id.startsWith('cell'))).toEqual([]);
  });

  it('labels places in the chosen language and paints bands with the ramp', () => {
    const style = JSON.stringify(mapStyle({ ...INPUT, lang: 'ru', theme: 'dark' }));
    expect(style).toContain('name_ru');
    for (const band of [1, 2, 3, 4, 5] as const) expect(style).toContain(bandColour(band, 'dark'));
  });

  it('of a deployment that names its own ground has that under the bands, and its names under ours', () => {
    const ground: LayerSpecification = { id: 'basemap/park', type: 'fill', source: 'basemap/tiles' };
    const label: LayerSpecification = { id: 'basemap/street', type: 'symbol', source: 'basemap/tiles' };
    const basemap = {
      sources: { 'basemap/tiles': { type: 'geojson' as const, data: 'https://tiles.example/a.json' } },
      ground: [ground],
      labels: [label],
      root: {
        sprite: 'https://tiles.example/sprite',
        glyphs: 'https://tiles.example/{fontstack}/{range}.pbf',
      },
    };
    const style = mapStyle({ ...INPUT, basemap });
    const ids = style.layers.map(({ id }) => id);
    expect(ids.slice(0, 3)).toEqual(['outside', 'basemap/park', 'cells-insufficient']);
    expect(ids.slice(-3)).toEqual(['unit-selected', 'basemap/street', 'place-label']);
    expect(Object.keys(style.sources)).toEqual(['units', 'places', 'basemap/tiles', 'cells']);
    expect(style).toMatchObject(basemap.root);
    const own = mapStyle(INPUT).layers.filter(({ id }) => !['land', 'lakes', 'rivers'].includes(id));
    expect(style.layers.filter(({ id }) => !id.startsWith('basemap/'))).toEqual(own);
    expect(validateStyleMin(style)).toEqual([]);
  });

  it('asks for no glyphs or sprites from anywhere', () => {
    expect(mapStyle(INPUT)).not.toHaveProperty('glyphs');
    expect(mapStyle(INPUT)).not.toHaveProperty('sprite');
  });
});
