/**
 * The page's state and its address: the only module that knows how one is written as the other.
 * Whatever a reader can choose is in the address, so that a link shows what its sender saw.
 */

import type { Reading } from '../api/types';
import { parsePeriod, periodToken, type Period } from './period';

export type Route = 'map' | 'embed' | 'kpi' | 'plan' | 'method' | 'privacy' | 'changes' | 'glossary';
export type Lang = 'kk' | 'ru' | 'en';
/** What the map colours: cells, whole units, or districts. */
export type By = 'cells' | 'units' | 'districts';
export type Theme = 'light' | 'dark';
/** How two months are laid beside each other: in one frame with a divider, or in a frame each. */
export type Layout = 'divider' | 'frames';
/** Deadlines ahead, over, or none because the measure goes on all the time. */
export type DueChoice = 'ahead' | 'over' | 'always';

/** Where the map looks. Units: degrees (WGS 84) and zoom levels. */
export interface View {
  lat: number;
  lng: number;
  zoom: number;
}

export interface PageState {
  route: Route;
  /** `null`: the reader has not chosen; the browser's languages decide. */
  lang: Lang | null;
  /** `null`: as the system is set. */
  theme: Theme | null;
  /** Slug; `null`: the first published category. */
  category: string | null;
  by: By;
  /** `null`: the forecast month. */
  period: Period | null;
  /** The period shown beside it for comparison; `null`: none. */
  beside: Period | null;
  layout: Layout;
  /** The chosen cell: 15 hexadecimal digits. */
  cell: string | null;
  /** The chosen unit: its KATO code; of a district all nine digits. */
  unit: string | null;
  /** `null`: the whole country. */
  view: View | null;
  /** Which reading of indicator 2's target. */
  reading: Reading;
  /** Whose measures of the action plan are shown; `null`: everybody's. */
  owner: string | null;
  /** Which direction of the action plan is shown, 1 to 5; `null`: all. */
  direction: string | null;
  /** Which of its measures by their deadline; `null`: all. */
  due: DueChoice | null;
  /** The version that a citation speaks of, or how it begins; `null`: whichever is newest. */
  version: string | null;
}

export const LANGS: readonly Lang[] = ['kk', 'ru', 'en'];
export const LAYOUTS: readonly Layout[] = ['divider', 'frames'];
export const DUE_CHOICES: readonly DueChoice[] = ['ahead', 'over', 'always'];

const ROUTES: Readonly<Record<Route, string>> = {
  map: '/',
  embed: '/embed',
  kpi: '/kpi',
  plan: '/plan',
  method: '/method',
  privacy: '/privacy',
  changes: '/changes',
  glossary: '/glossary',
};

/** Reads an address. Whatever it does not understand counts as not chosen: an old link still opens. */
export function parseUrl(url: URL): PageState {
  const read = (name: string) => url.searchParams.get(name);
  return {
    route: parseRoute(url.pathname),
    lang: oneOf(LANGS, read('lang')),
    theme: oneOf(['light', 'dark'] as const, read('theme')),
    category: matching(/^[a-z][a-z0-9_]{0,40}$/, read('cat')),
    by: oneOf(['cells', 'units', 'districts'] as const, read('by')) ?? 'cells',
    period: parsePeriod(read('p')),
    beside: parsePeriod(read('vs')),
    layout: oneOf(LAYOUTS, read('lay')) ?? 'divider',
    cell: matching(/^[0-9a-f]{15}$/, read('cell')),
    unit: matching(/^\d{2,9}$/, read('unit')),
    view: parseView(read('at')),
    reading: oneOf(['A', 'B'] as const, read('reading')) ?? 'A',
    owner: matching(/^[a-z]{2,10}$/, read('owner')),
    direction: matching(/^[1-5]$/, read('dir')),
    due: oneOf(DUE_CHOICES, read('due')),
    version: matching(/^[0-9a-f]{8,16}$/, read('v')),
  };
}

/** Writes an address, path and query. Choices left at their default are left out. */
export function formatUrl(state: PageState): string {
  const query = new URLSearchParams();
  const write = (name: string, value: string | null) => {
    if (value !== null) query.set(name, value);
  };
  write('cat', state.category);
  write('by', state.by === 'cells' ? null : state.by);
  write('p', state.period && periodToken(state.period));
  write('vs', state.beside && periodToken(state.beside));
  write('lay', state.layout === 'divider' ? null : state.layout);
  write('cell', state.cell);
  write('unit', state.unit);
  write('at', state.view && formatView(state.view));
  write('reading', state.reading === 'A' ? null : state.reading);
  write('owner', state.owner);
  write('dir', state.direction);
  write('due', state.due);
  write('v', state.version);
  write('lang', state.lang);
  write('theme', state.theme);
  const text = query.toString().replaceAll('%2C', ',');
  return ROUTES[state.route] + (text === '' ? '' : `?${text}`);
}

function parseRoute(path: string): Route {
  const plain = path.replace(/\/+$/, '') || '/';
  const known = (Object.keys(ROUTES) as Route[]).find((route) => ROUTES[route] === plain);
  return known ?? 'map';
}

function parseView(text: string | null): View | null {
  const parts = text?.split(',').map(Number) ?? [];
  const [lat, lng, zoom] = parts;
  if (parts.length !== 3 || lat === undefined || lng === undefined || zoom === undefined) return null;
  const inside = Math.abs(lat) <= 85 && Math.abs(lng) <= 180 && zoom >= 0 && zoom <= 22;
  return inside ? { lat, lng, zoom } : null;
}

const formatView = ({ lat, lng, zoom }: View): string =>
  `${lat.toFixed(4)},${lng.toFixed(4)},${zoom.toFixed(1)}`;

const oneOf = <T extends string>(allowed: readonly T[], value: string | null): T | null =>
  allowed.find((known) => known === value) ?? null;

const matching = (pattern: RegExp, value: string | null): string | null =>
  value !== null && pattern.test(value) ? value : null;
