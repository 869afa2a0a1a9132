/** What each page is called, and whose texts it shows. */

import type { Area, Key } from '../i18n/messages';
import type { Route } from '../state/url';

export const TITLES: Readonly<Record<Route, Key>> = {
  map: 'nav.map',
  embed: 'nav.map',
  kpi: 'nav.kpi',
  plan: 'nav.plan',
  method: 'nav.method',
  privacy: 'nav.privacy',
  changes: 'nav.changes',
  glossary: 'nav.glossary',
};

/** Whose texts a page shows. */
export const AREA_OF: Readonly<Record<Route, Area>> = {
  map: 'map',
  embed: 'map',
  kpi: 'kpi',
  plan: 'plan',
  method: 'pages',
  privacy: 'pages',
  changes: 'pages',
  glossary: 'pages',
};
