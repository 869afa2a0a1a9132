/** The map's style: a pure function of what the reader chose. */

import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { BandCode } from '../api/types';
import type { Grid } from '../api/grid';
import type { Lang, Theme } from '../state/url';
import { COUNTRY_BOUNDS } from './geo';
import { DOUBT, HATCH } from './patterns';
import type { Doubt } from './cells';
import { RIVER_WIDTHS, WATER_FADES } from './water';
import { BANDS, bandColour, groundOf, unsureColour, type RiskBand } from './ramp';

/** Everything that the style depends on. */
export interface StyleInput {
  lang: Lang;
  theme: Theme;
  /** Addresses of the layers' TileJSON. */
  tilejson: { units: string; places: string; districts: string | null };
  /** The layer of the areas that are coloured. */
  areas: 'units' | 'districts';
  /** Address of the lakes and rivers: water.json. */
  water: string;
  /** The ground that the deployment names; `null` where the page draws its own. */
  basemap: Basemap | null;
  /** The shapes of the cells. Their bands are feature state, and no part of the style. */
  cells: CellSource;
  /** Whether the category has cells to show. */
  cellsShown: boolean;
  unit: string | null;
  /** Bands of whole units, or districts, by KATO; `null` where cells are shown. Without an entry a unit stays plain. */
  unitBands: Readonly<Record<string, BandCode>> | null;
  /** Units, by KATO, whose band rounding could have changed: dotted. */
  unitDoubt: readonly string[];
}

/** A ground other than the page's own: parts of a style, under names that {@link BASEMAP_PREFIX} begins. */
export interface Basemap {
  sources: StyleSpecification['sources'];
  /** What lies under the map's own layers. */
  ground: readonly LayerSpecification[];
  /** Names and signs: over the bands, which would hide them, and under the map's own names. */
  labels: readonly LayerSpecification[];
  root: Pick<StyleSpecification, 'sprite' | 'glyphs' | 'font-faces' | 'state'>;
}

/** Begins the name of every source and layer of a {@link Basemap}, and of no other. */
export const BASEMAP_PREFIX = 'basemap/';

/** Whole areas that are coloured. */
export interface ShownAreas {
  layer: 'units' | 'districts';
  /** Address of their TileJSON. */
  tilejson: string;
  /** By KATO; without an entry an area stays plain. */
  bands: Readonly<Record<string, BandCode>>;
  /** Those whose band could easily be another one: dotted. */
  doubt: readonly string[];
}

/** Where the shapes of the cells are: an absolute template and the zooms that it has. */
export interface CellSource extends Pick<Grid, 'minzoom' | 'maxzoom' | 'vector_layer'> {
  tiles: string;
}

/** What the map writes into the state of a cell. */
export interface CellState {
  /** -1: the category does not have the cell. */
  band: BandCode | -1;
  /** How wide the interval is: from 1 on less colourful, from 2 on dotted, too. */
  doubt: Doubt;
}

/** The source of the cells. */
export const CELL_SOURCE = 'cells';

/** The layers that answer clicks. */
export const ANSWERING_LAYERS = ['cells-band', 'units-insufficient', 'units-band'];

/** Below this zoom a cell is a few pixels wide: its outline takes its band's colour and makes it larger. */
export const FAR_ZOOM = 6;

/** From this band on a far cell is drawn over its neighbours. */
const HIGH_BAND = 4;

/** The font of the map's own labels. */
export const LABEL_FONT = 'Noto Sans';

/** Builds the style. The same input gives the same style. */
export function mapStyle(input: StyleInput): StyleSpecification {
  return {
    version: 8,
    name: 'Oshaq',
    ...input.basemap?.root,
    sources: sources(input),
    layers: [
      outsideLayer(input),
      ...(input.basemap?.ground ?? [landLayer(input), ...waterLayers(input)]),
      ...(input.unitBands === null ? [] : unitLayers(input, input.unitBands)),
      ...(input.cellsShown && input.unitBands === null ? cellLayers(input.theme, input.cells) : []),
      ...outlineLayers(input),
      ...(input.basemap?.labels ?? []),
      ...labelLayers(input),
    ],
  };
}

function sources({ tilejson, water, cells, areas, basemap }: StyleInput): StyleSpecification['sources'] {
  const vector = (url: string) => ({ type: 'vector' as const, url });
  return {
    units: vector(tilejson.units),
    ...(areas === 'districts' && tilejson.districts !== null
      ? { districts: vector(tilejson.districts) }
      : {}),
    places: vector(tilejson.places),
    ...(basemap?.sources ?? { water: { type: 'geojson' as const, data: water } }),
    // Always there, though nothing may use it: the bands that its cells have are lost with it.
    [CELL_SOURCE]: cellSource(cells),
  };
}

const cellSource = ({ tiles, minzoom, maxzoom }: CellSource) => ({
  ...{ type: 'vector' as const, tiles: [tiles], minzoom, maxzoom },
  bounds: [...COUNTRY_BOUNDS] as [number, number, number, number],
});

/** Also under a basemap, which may leave parts open. */
const outsideLayer = ({ theme }: StyleInput): LayerSpecification => ({
  ...{ id: 'outside', type: 'background' },
  paint: { 'background-color': groundOf(theme).outside },
});

const landLayer = ({ theme }: StyleInput): LayerSpecification => ({
  ...{ id: 'land', type: 'fill', source: 'units', 'source-layer': 'units' },
  paint: { 'fill-color': groundOf(theme).land, 'fill-antialias': false },
});

function waterLayers({ theme }: StyleInput): LayerSpecification[] {
  const { water } = groundOf(theme);
  const [from, until] = WATER_FADES;
  const opacity: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], from, 1, until, 0];
  const width: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], ...RIVER_WIDTHS];
  return [
    {
      ...{ id: 'lakes', type: 'fill', source: 'water', maxzoom: until },
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': water, 'fill-opacity': opacity },
    },
    {
      ...{ id: 'rivers', type: 'line', source: 'water', maxzoom: until },
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': water, 'line-width': width, 'line-opacity': opacity },
    },
  ];
}

/** Cells take their band from their state, so that another month is other state and the same style. */
function cellLayers(theme: Theme, { vector_layer: layer }: CellSource): LayerSpecification[] {
  const ground = groundOf(theme);
  const cells = { source: CELL_SOURCE, 'source-layer': layer } as const;
  const band: ExpressionSpecification = ['coalesce', ['feature-state', 'band'], -1];
  const doubt: ExpressionSpecification = ['coalesce', ['feature-state', 'doubt'], 0];
  const colours: ExpressionSpecification = [
    'case',
    ['>=', doubt, 1],
    bandColours(band, theme, unsureColour),
    bandColours(band, theme),
  ];
  const far: ExpressionSpecification = ['step', ['zoom'], colours, FAR_ZOOM, ground.cellLine];
  const widths = [3, 5, FAR_ZOOM, 1, 8, 0.8, 12, 1.5];
  const width = ['interpolate', ['linear'], ['zoom'], ...widths] as ExpressionSpecification;
  return [
    {
      id: 'cells-insufficient',
      type: 'fill',
      ...cells,
      paint: { 'fill-pattern': HATCH, 'fill-opacity': when(['==', band, 0], 0.75) },
    },
    {
      id: 'cells-band',
      type: 'fill',
      ...cells,
      paint: { 'fill-color': colours, 'fill-opacity': when(['>=', band, 1], 0.88) },
    },
    {
      id: 'cells-doubt',
      type: 'fill',
      ...cells,
      paint: { 'fill-pattern': DOUBT, 'fill-opacity': when(['>=', doubt, 2], 1) },
    },
    {
      id: 'cells-line',
      type: 'line',
      ...cells,
      paint: { 'line-color': far, 'line-width': width, 'line-opacity': when(['>=', band, 0], 1) },
    },
    {
      id: 'cells-line-high',
      type: 'line',
      ...cells,
      maxzoom: FAR_ZOOM,
      paint: { 'line-color': colours, 'line-width': width, 'line-opacity': when(['>=', band, HIGH_BAND], 1) },
    },
    {
      id: 'cell-selected',
      type: 'line',
      ...cells,
      paint: {
        'line-color': ground.selected,
        'line-width': 4,
        'line-opacity': when(['boolean', ['feature-state', 'selected'], false], 1),
      },
    },
  ];
}

/** `opacity` where the condition holds; not to be seen elsewhere. Filters cannot ask for feature state. */
const when = (condition: ExpressionSpecification, opacity: number): ExpressionSpecification => [
  'case',
  condition,
  opacity,
  0,
];

/** Whole units by band: one colour each, hatched where nothing is published. */
function unitLayers(
  { theme, unitDoubt, areas }: StyleInput,
  bands: Readonly<Record<string, BandCode>>,
): LayerSpecification[] {
  const units = { source: areas, 'source-layer': areas, type: 'fill' } as const;
  const coded: ExpressionSpecification = ['get', ['get', 'kato'], ['literal', bands]];
  const code: ExpressionSpecification = ['coalesce', coded, -1];
  return [
    {
      id: 'units-insufficient',
      ...units,
      filter: ['==', code, 0],
      paint: { 'fill-pattern': HATCH, 'fill-opacity': 0.75 },
    },
    {
      id: 'units-band',
      ...units,
      filter: ['>=', code, 1],
      paint: { 'fill-color': bandColours(code, theme), 'fill-opacity': 0.88 },
    },
    {
      id: 'units-doubt',
      ...units,
      filter: ['in', ['get', 'kato'], ['literal', [...unitDoubt]]],
      paint: { 'fill-pattern': DOUBT },
    },
  ];
}

function bandColours(
  code: ExpressionSpecification,
  theme: Theme,
  colourOf: (band: RiskBand, theme: Theme) => string = bandColour,
): ExpressionSpecification {
  const steps = BANDS.flatMap((band) => [band, colourOf(band, theme)]);
  return ['match', code, ...steps, groundOf(theme).hatchGround] as unknown as ExpressionSpecification;
}

function outlineLayers({ theme, unit, areas }: StyleInput): LayerSpecification[] {
  const ground = groundOf(theme);
  const units = { source: 'units', 'source-layer': 'units' } as const;
  const own = { source: areas, 'source-layer': areas } as const;
  return [
    ...districtLines(areas, ground.unitLine),
    {
      id: 'unit-line',
      type: 'line',
      ...units,
      paint: {
        'line-color': ground.unitLine,
        'line-width': ['interpolate', ['linear'], ['zoom'], 3, 0.6, 8, 1.6],
      },
    },
    {
      id: 'unit-selected',
      type: 'line',
      ...own,
      filter: ['==', ['get', 'kato'], unit ?? ''],
      paint: { 'line-color': ground.selected, 'line-width': 2.5, 'line-dasharray': [3, 1.5] },
    },
  ];
}

/** Borders of districts are thinner than those of the units around them. */
const districtLines = (areas: StyleInput['areas'], colour: string): LayerSpecification[] =>
  areas === 'units'
    ? []
    : [
        {
          ...{ id: 'district-line', type: 'line', source: areas, 'source-layer': areas },
          paint: {
            'line-color': colour,
            'line-opacity': 0.6,
            'line-width': ['interpolate', ['linear'], ['zoom'], 3, 0.3, 8, 1],
          },
        },
      ];

function labelLayers({ theme, lang }: StyleInput): LayerSpecification[] {
  const ground = groundOf(theme);
  return [
    {
      id: 'place-label',
      type: 'symbol',
      source: 'places',
      'source-layer': 'places',
      filter: ['<=', ['get', 'rank'], ['step', ['zoom'], 0, 4.5, 1, 6.5, 2]],
      layout: {
        'text-field': ['coalesce', ['get', `name_${lang}`], ['get', 'name_kk']],
        'text-font': [LABEL_FONT],
        'text-size': ['interpolate', ['linear'], ['zoom'], 3, 12, 10, 16],
        'symbol-sort-key': ['get', 'rank'],
        'text-padding': 4,
      },
      paint: { 'text-color': ground.label, 'text-halo-color': ground.labelHalo, 'text-halo-width': 1.6 },
    },
  ];
}
