/**
 * The map drawn once on a plain canvas, from the same tiles and bands: what a slow phone sees while MapLibre is on its
 * way, and what a browser without WebGL sees instead of it.
 */

import type { Lang, Theme, View } from '../state/url';
import { bandOfCode, doubtOf, positionOf, type CellBand, type PaintedCells } from './cells';
import { frameOf, project, type Frame } from './mercator';
import { bandColour, groundOf, unsureColour, type Ground, type RiskBand } from './ramp';
import { nameIn, type Place } from './search';
import { loadShapes, type Shape, type TileShapes } from './shapes';
import { FAR_ZOOM, type CellSource, type ShownAreas } from './style';
import { areaTiles } from './tilestore';
import { loadWater, type WaterPaths } from './water';

/** Everything that the poster depends on. */
export interface PosterInput {
  view: View;
  theme: Theme;
  lang: Lang;
  /** Address of the TileJSON of the units. */
  units: string;
  source: CellSource;
  /** The cells to draw; `null` where a category has none. */
  cells: Promise<PaintedCells> | null;
  /** The areas that are coloured; `null` where cells are. */
  areas: ShownAreas | null;
  /** Address of the lakes and rivers; `null` where there is no time for them. */
  water: string | null;
  /** The byte of a cell that the category does not have. */
  absent: number;
  /** Places whose names are written. */
  places: readonly Place[];
}

/** Draws on the whole canvas. Errors: `ApiError` when a tile or the bands cannot be had. */
export async function drawPoster(canvas: HTMLCanvasElement, input: PosterInput): Promise<void> {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext('2d');
  if (context === null || width === 0 || height === 0) return;
  const frame = frameOf(input.view, width, height);
  const { zoom } = input.view;
  const shapesOf = (address: string, layer: ShownAreas['layer']) =>
    areaTiles(address, layer).then((tiles) => loadShapes(tiles, frame, zoom));
  const [units, shapes, cells, areas, water] = await Promise.all([
    shapesOf(input.units, 'units'),
    input.cells === null ? [] : loadShapes(input.source, frame, zoom),
    input.cells,
    input.areas === null ? [] : shapesOf(input.areas.tilejson, input.areas.layer),
    input.water === null ? null : loadWater(input.water, frame, zoom),
  ]);
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  context.scale(devicePixelRatio, devicePixelRatio);
  const ground = groundOf(input.theme);
  context.fillStyle = ground.outside;
  context.fillRect(0, 0, width, height);
  drawEach(context, units, (path) => {
    context.fillStyle = ground.land;
    context.fill(path);
  });
  if (water !== null) drawWater(context, water, ground);
  if (input.areas !== null) drawAreas(context, areas, input.areas, input.theme);
  if (cells !== null) drawCells(context, shapes, cells, input);
  drawEach(context, units, (path) => {
    [context.strokeStyle, context.lineWidth] = [ground.unitLine, 0.8];
    context.stroke(path);
  });
  drawNames(context, frame, ground, input);
}

/** Draws the shapes of each tile inside the tile: beyond its edge they are cut. */
function drawEach(
  context: CanvasRenderingContext2D,
  tiles: readonly TileShapes[],
  draw: (path: Path2D, shape: Shape) => void,
): void {
  for (const { clip, shapes } of tiles) {
    context.save();
    context.clip(clip);
    for (const shape of shapes) draw(shape.path, shape);
    context.restore();
  }
}

function drawWater(
  context: CanvasRenderingContext2D,
  { lakes, rivers, opacity, riverWidth }: WaterPaths,
  { water }: Ground,
): void {
  context.save();
  [context.globalAlpha, context.fillStyle] = [opacity, water];
  [context.strokeStyle, context.lineWidth] = [water, riverWidth];
  context.fill(lakes, 'evenodd');
  context.stroke(rivers);
  context.restore();
}

/** Whole areas by band: hatched where nothing is published, dotted where the band could be another one. */
function drawAreas(
  context: CanvasRenderingContext2D,
  tiles: readonly TileShapes[],
  { bands, doubt, layer }: ShownAreas,
  theme: Theme,
): void {
  const ground = groundOf(theme);
  const [hatch, dotted] = [stripes(context, ground), dots(context, ground)];
  drawEach(context, tiles, (path, { kato }) => {
    const band = bands[kato];
    if (band === undefined) return;
    context.fillStyle = band === 0 ? hatch : bandColour(band, theme);
    context.fill(path);
    if (doubt.includes(kato)) {
      context.fillStyle = dotted;
      context.fill(path);
    }
    if (layer === 'units') return;
    [context.strokeStyle, context.lineWidth] = [ground.unitLine, 0.4];
    context.stroke(path);
  });
}

function drawCells(
  context: CanvasRenderingContext2D,
  tiles: readonly TileShapes[],
  { ids, codes }: PaintedCells,
  { theme, view, absent }: PosterInput,
): void {
  const ground = groundOf(theme);
  const [hatch, doubt] = [stripes(context, ground), dots(context, ground)];
  const bandAt = (id: number): CellBand | null => {
    const at = positionOf(id, ids);
    return at < 0 ? null : bandOfCode(codes[at] ?? absent, { absent });
  };
  const far = view.zoom < FAR_ZOOM;
  context.lineWidth = far ? 3 : 0.8;
  drawEach(context, tiles.map(byBand(bandAt)), (path, { id }) => {
    const found = bandAt(id);
    if (found === null) return;
    const doubted = doubtOf(found);
    const colourOf = doubted === 0 ? bandColour : unsureColour;
    const colour = found.band === 0 ? hatch : colourOf(found.band as RiskBand, theme);
    context.fillStyle = colour;
    context.fill(path);
    // As on the live map: the outline of a far cell takes its band's colour and makes it larger.
    context.strokeStyle = far ? colour : ground.cellLine;
    context.stroke(path);
    if (doubted < 2) return;
    context.fillStyle = doubt;
    context.fill(path);
  });
}

/** High bands last, so that they lie on top. */
const byBand =
  (bandAt: (id: number) => CellBand | null) =>
  ({ clip, shapes }: TileShapes): TileShapes => ({
    clip,
    shapes: shapes.toSorted((a, b) => (bandAt(a.id)?.band ?? -1) - (bandAt(b.id)?.band ?? -1)),
  });

/** Repeating diagonal stripes: "insufficient data". */
const stripes = (context: CanvasRenderingContext2D, { hatch, hatchGround }: Ground) =>
  repeating(context, (own) => {
    own.fillStyle = hatchGround;
    own.fillRect(0, 0, REPEAT_PX, REPEAT_PX);
    [own.strokeStyle, own.lineWidth] = [hatch, 1.5];
    for (const shift of [-REPEAT_PX, 0, REPEAT_PX]) {
      own.stroke(new Path2D(`M${shift} ${REPEAT_PX} L${shift + REPEAT_PX} 0`));
    }
  });

/** Repeating dots: "wide interval". */
const dots = (context: CanvasRenderingContext2D, { doubt }: Ground) =>
  repeating(context, (own) => {
    own.fillStyle = doubt;
    own.fillRect(3, 3, 2.5, 2.5);
  });

/** Side of one repeat. Units: CSS pixels. */
const REPEAT_PX = 8;

function repeating(
  context: CanvasRenderingContext2D,
  draw: (own: CanvasRenderingContext2D) => void,
): CanvasPattern | string {
  const tile = document.createElement('canvas');
  [tile.width, tile.height] = [REPEAT_PX, REPEAT_PX];
  const own = tile.getContext('2d');
  if (own === null) return 'transparent';
  draw(own);
  return context.createPattern(tile, 'repeat') ?? 'transparent';
}

function drawNames(
  context: CanvasRenderingContext2D,
  { scale, left, top }: Frame,
  { label, labelHalo }: Ground,
  { places, lang }: PosterInput,
): void {
  context.font = '13px "Noto Sans", sans-serif';
  context.textAlign = 'center';
  [context.fillStyle, context.strokeStyle, context.lineWidth] = [label, labelHalo, 3];
  for (const place of places) {
    const { x, y } = project(place.lng, place.lat);
    const at = [nameIn(place, lang), x * scale - left, y * scale - top] as const;
    context.strokeText(...at);
    context.fillText(...at);
  }
}
