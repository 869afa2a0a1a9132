import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { bandColour } from './ramp';
import { mapStyle, type StyleInput } from './style';

const INPUT: StyleInput = {
  lang: 'kk',
  theme: 'light',
  period: { kind: 'forecast', month: '2026-01' },
  tilejson: {
    risk: 'https://oshaq.example/tilejson/risk-theft.json?v=1',
    units: 'https://oshaq.example/tilejson/units.json?v=1',
    places: 'https://oshaq.example/tilejson/places.json?v=1',
  },
  cell: '881f1d4a61fffff',
  unit: '75',
  unitBands: null,
  unitDoubt: [],
};

const layerIds = (input: StyleInput) => mapStyle(input).layers.map(({ id }) => id);

describe('the style', () => {
  it('is this for the forecast of theft, in Kazakh, in light colours', () => {
    expect(mapStyle(INPUT)).toMatchSnapshot();
  });

  it('is the same for the same input', () => {
    expect(mapStyle(INPUT)).toEqual(mapStyle({ ...INPUT }));
  });

  it('is valid by the style specification in both themes, for both kinds of month', () => {
    for (const theme of ['light', 'dark'] as const) {
      for (const kind of ['recorded', 'forecast'] as const) {
        expect(validateStyleMin(mapStyle({ ...INPUT, theme, period: { kind, month: '2025-12' } }))).toEqual(
          [],
        );
      }
    }
  });

  it('of whole units colours them and no cells, and is valid even while nothing is known', () => {
    const byUnit = { ...INPUT, unitBands: { 75: 5, 19: 0 }, unitDoubt: ['75'] } as const;
    expect(layerIds(byUnit)).toContain('units-doubt');
    expect(layerIds(byUnit)).toContain('units-band');
    expect(layerIds(byUnit)).not.toContain('cells-band');
    expect(validateStyleMin(mapStyle(byUnit))).toEqual([]);
    expect(validateStyleMin(mapStyle({ ...INPUT, unitBands: {} }))).toEqual([]);
  });

  it('names the month as the tiles do, so that a change of month touches no source', () => {
    const recorded = mapStyle({ ...INPUT, period: { kind: 'recorded', month: '2025-12' } });
    expect(JSON.stringify(recorded.layers)).toContain('r202512');
    expect(recorded.sources).toEqual(mapStyle(INPUT).sources);
  });

  it('dots wide intervals on the forecast only', () => {
    expect(layerIds(INPUT)).toContain('cells-doubt');
    expect(layerIds({ ...INPUT, period: { kind: 'recorded', month: '2025-12' } })).not.toContain(
      'cells-doubt',
    );
  });

  it('draws no cells of a category that is not published', () => {
    const withheld = mapStyle({ ...INPUT, tilejson: { ...INPUT.tilejson, risk: null } });
    expect(Object.keys(withheld.sources)).toEqual(['units', 'places']);
    expect(withheld.layers.filter(({ id }) => id.startsWith('cell'))).toEqual([]);
  });

  it('labels places in the chosen language and paints bands with the ramp', () => {
    const style = JSON.stringify(mapStyle({ ...INPUT, lang: 'ru', theme: 'dark' }));
    expect(style).toContain('name_ru');
    for (const band of [1, 2, 3, 4, 5] as const) expect(style).toContain(bandColour(band, 'dark'));
  });

  it('asks for no glyphs or sprites from anywhere', () => {
    expect(mapStyle(INPUT)).not.toHaveProperty('glyphs');
    expect(mapStyle(INPUT)).not.toHaveProperty('sprite');
  });
});
