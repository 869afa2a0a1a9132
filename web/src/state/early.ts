/**
 * What the first screen needs, asked for by the page's first small script while the page itself is still on its way: what
 * is published, the texts, and on the map its tiles and bands. Whoever needs an answer later finds it in the same memory;
 * a failure is told by whoever needs it, not here.
 */

import { AREA_OF } from '../app/areas';
import { getCurrent, getMeta } from '../api/client';
import type { Published } from '../api/grid';
import type { Meta } from '../api/types';
import { loadTexts, preferred } from '../i18n/load';
import { loadCells, type Subject } from '../map/bandstore';
import { resolutionAt } from '../map/cells';
import { countryView, frameOf, type Frame } from '../map/mercator';
import { areaTiles, bytesOf, tilesIn, type TileSet } from '../map/tilestore';
import { cellSourceOf, FIRST_CATEGORY, tilejsonOf } from './choices';
import { periodToken } from './period';
import type { PageState, View } from './url';

/** Answers that are on their way. */
export interface Early {
  current: Promise<Published>;
  meta: Promise<Meta>;
}

let early: Early | null = null;

/** Asks for what the first screen of these choices needs. */
export function askEarly(state: PageState): void {
  const lang = state.lang ?? preferred(navigator.languages);
  early = { current: getCurrent(), meta: getMeta() };
  const texts = [loadTexts(lang, 'shell'), loadTexts(lang, AREA_OF[state.route])];
  const onMap = state.route === 'map' || state.route === 'embed';
  const drawn = onMap ? early.current.then((published) => askForMap(state, published)) : undefined;
  void Promise.allSettled([early.current, early.meta, ...texts, drawn]);
}

/** The answers asked for early: to the first who wants them; later ones ask anew. */
export function takeEarly(): Early | null {
  const taken = early;
  early = null;
  return taken;
}

async function askForMap(state: PageState, published: Published): Promise<void> {
  const { width, height } = mapSize(state);
  const view = state.view ?? countryView(width, height);
  const frame = frameOf(view, width, height);
  const units = areaTiles(tilejsonOf(published, location.origin).units, 'units');
  await Promise.allSettled([
    units.then((set) => askForTiles(set, frame, view)),
    ...(state.by === 'cells' ? askForCells(state, published, frame, view) : []),
  ]);
}

function askForCells(state: PageState, published: Published, frame: Frame, view: View): Promise<unknown>[] {
  const subject = firstSubject(state, published);
  const span = resolutionAt(view.zoom, published.grid.resolutions);
  if (subject === null || span === null) return [];
  const source = cellSourceOf(published, location.origin);
  return [loadCells(published, subject, span), askForTiles(source, frame, view)];
}

const askForTiles = (set: TileSet, frame: Frame, view: View): Promise<unknown> =>
  Promise.allSettled(tilesIn(set, frame, view.zoom).map((tile) => bytesOf(set, tile)));

/** What the map will show, as far as it can be told from the address and what is published. */
function firstSubject(state: PageState, { values }: Published): Subject | null {
  const category = [state.category, FIRST_CATEGORY, ...values.categories].find(
    (slug) => slug !== null && values.categories.includes(slug),
  );
  const wanted = state.period && periodToken(state.period);
  const window = values.windows.find((known) => known === wanted) ?? values.windows.at(-1);
  return category === null || category === undefined || window === undefined ? null : { category, window };
}

/** From this width on the controls stand beside the map: as in MapPage.svelte. Units: CSS pixels. */
const WIDE_PX = 896;
const CONTROLS_PX = 368;
/** How much of a narrow window's height the controls and the page's head take. */
const OVER_MAP_SHARE = 0.5;

/** About how large the map will be: enough to know its tiles. Units: CSS pixels. */
function mapSize({ route }: PageState): { width: number; height: number } {
  const { innerWidth: width, innerHeight: height } = window;
  if (route === 'embed') return { width, height };
  return width >= WIDE_PX
    ? { width: width - CONTROLS_PX, height }
    : { width, height: height * (1 - OVER_MAP_SHARE) };
}
