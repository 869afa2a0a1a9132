/** The pages beside the map: each is loaded, with its texts, when it is opened. */

import type { Component } from 'svelte';
import { openArea } from '../i18n/i18n.svelte';
import type { Route } from '../state/url';
import { AREA_OF } from './areas';

type Loader = () => Promise<{ default: Component }>;

const LOADERS: Readonly<Record<Exclude<Route, 'map'>, Loader>> = {
  embed: () => import('../pages/EmbedPage.svelte'),
  kpi: () => import('../pages/KpiPage.svelte'),
  plan: () => import('../pages/PlanPage.svelte'),
  method: () => import('../pages/MethodPage.svelte'),
  privacy: () => import('../pages/PrivacyPage.svelte'),
  changes: () => import('../pages/ChangesPage.svelte'),
  glossary: () => import('../pages/GlossaryPage.svelte'),
};

/** Loads a page and its texts. */
export async function openPage(route: Exclude<Route, 'map'>): Promise<Component> {
  const [loaded] = await Promise.all([LOADERS[route](), openArea(AREA_OF[route])]);
  return loaded.default;
}
