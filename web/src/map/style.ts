/** The map's style: a pure function of what the reader chose. */

import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { BandCode } from '../api/types';
import { periodToken, type Period } from '../state/period';
import type { Lang, Theme } from '../state/url';
import { DOUBT, HATCH } from './patterns';
import { BANDS, bandColour, groundOf } from './ramp';

/** Everything that the style depends on. */
export interface StyleInput {
  lang: Lang;
  theme: Theme;
  period: Period;
  /** Addresses of the layers' TileJSON; `risk` is null where the category is not published. */
  tilejson: { risk: string | null; units: string; places: string };
  cell: string | null;
  unit: string | null;
  /** Bands of whole units by KATO; `null` where cells are shown. Without an entry a unit stays plain. */
  unitBands: Readonly<Record<string, BandCode>> | null;
  /** Units, by KATO, whose band rounding could have changed: dotted. */
  unitDoubt: readonly string[];
}

/** The layers that answer clicks. */
export const CELL_LAYERS = ['cells-insufficient', 'cells-band', 'units-insufficient', 'units-band'];

/** How many bands an 80 % interval must span before the cell is dotted. */
export const WIDE_INTERVAL_BANDS = 3;

/** Below this zoom a cell is a few pixels wide: its outline takes its band's colour and makes it larger. */
const FAR_ZOOM = 6;

const FONT = ['Noto Sans'];

/** Builds the style. The same input gives the same style. */
export function mapStyle(input: StyleInput): StyleSpecification {
  return {
    version: 8,
    name: 'Oshaq',
    metadata: { period: periodToken(input.period) },
    sources: sources(input),
    layers: [
      ...groundLayers(input),
      ...(input.unitBands === null ? [] : unitLayers(input, input.unitBands)),
      ...(input.tilejson.risk === null || input.unitBands !== null ? [] : cellLayers(input)),
      ...outlineLayers(input),
      ...labelLayers(input),
    ],
  };
}

function sources({ tilejson }: StyleInput): StyleSpecification['sources'] {
  const vector = (url: string) => ({ type: 'vector' as const, url });
  return {
    units: vector(tilejson.units),
    places: vector(tilejson.places),
    ...(tilejson.risk === null ? {} : { risk: vector(tilejson.risk) }),
  };
}

function groundLayers({ theme }: StyleInput): LayerSpecification[] {
  const ground = groundOf(theme);
  return [
    { id: 'outside', type: 'background', paint: { 'background-color': ground.outside } },
    {
      id: 'land',
      type: 'fill',
      source: 'units',
      'source-layer': 'units',
      paint: { 'fill-color': ground.land, 'fill-antialias': false },
    },
  ];
}

function cellLayers({ theme, period, cell }: StyleInput): LayerSpecification[] {
  const ground = groundOf(theme);
  const code: ExpressionSpecification = ['get', periodToken(period)];
  const cells = { source: 'risk', 'source-layer': 'cells' } as const;
  return [
    {
      id: 'cells-insufficient',
      type: 'fill',
      ...cells,
      filter: ['==', code, 0],
      paint: { 'fill-pattern': HATCH, 'fill-opacity': 0.75 },
    },
    {
      id: 'cells-band',
      type: 'fill',
      ...cells,
      filter: ['>=', ['coalesce', code, -1], 1],
      paint: { 'fill-color': bandColours(code, theme), 'fill-opacity': 0.88 },
    },
    ...(period.kind === 'forecast' ? [doubtLayer()] : []),
    {
      id: 'cells-line',
      type: 'line',
      ...cells,
      filter: ['has', periodToken(period)],
      layout: { 'line-sort-key': code },
      paint: {
        'line-color': ['step', ['zoom'], bandColours(code, theme), FAR_ZOOM, ground.cellLine],
        'line-width': ['interpolate', ['linear'], ['zoom'], 3, 5, FAR_ZOOM, 1, 8, 0.8, 12, 1.5],
      },
    },
    {
      id: 'cell-selected',
      type: 'line',
      ...cells,
      filter: ['==', ['get', 'cell'], cell ?? ''],
      paint: { 'line-color': ground.selected, 'line-width': 4 },
    },
  ];
}

/** Whole units by band: one colour each, hatched where nothing is published. */
function unitLayers(
  { theme, unitDoubt }: StyleInput,
  bands: Readonly<Record<string, BandCode>>,
): LayerSpecification[] {
  const units = { source: 'units', 'source-layer': 'units', type: 'fill' } as const;
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

function doubtLayer(): LayerSpecification {
  return {
    id: 'cells-doubt',
    type: 'fill',
    source: 'risk',
    'source-layer': 'cells',
    filter: [
      '>=',
      ['-', ['coalesce', ['get', 'hi'], 0], ['coalesce', ['get', 'lo'], 0]],
      WIDE_INTERVAL_BANDS - 1,
    ],
    paint: { 'fill-pattern': DOUBT },
  };
}

function bandColours(code: ExpressionSpecification, theme: Theme): ExpressionSpecification {
  const steps = BANDS.flatMap((band) => [band, bandColour(band, theme)]);
  return ['match', code, ...steps, groundOf(theme).hatchGround] as unknown as ExpressionSpecification;
}

function outlineLayers({ theme, unit }: StyleInput): LayerSpecification[] {
  const ground = groundOf(theme);
  const units = { source: 'units', 'source-layer': 'units' } as const;
  return [
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
      ...units,
      filter: ['==', ['get', 'kato'], unit ?? ''],
      paint: { 'line-color': ground.selected, 'line-width': 2.5, 'line-dasharray': [3, 1.5] },
    },
  ];
}

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
        'text-font': FONT,
        'text-size': ['interpolate', ['linear'], ['zoom'], 3, 12, 10, 16],
        'symbol-sort-key': ['get', 'rank'],
        'text-padding': 4,
      },
      paint: { 'text-color': ground.label, 'text-halo-color': ground.labelHalo, 'text-halo-width': 1.6 },
    },
  ];
}
