/** The page's state as components read it, kept equal to the address bar. */

import { getCurrent, getMeta } from '../api/client';
import type { Published } from '../api/grid';
import type { Meta } from '../api/types';
import { preferred } from '../i18n/load';
import { takeEarly } from './early';
import { load, type Loadable } from './loadable';
import { paper } from './paper.svelte';
import { formatUrl, parseUrl, type Lang, type PageState, type Theme } from './url';

/** How often the page asks whether a newer version was published. Units: milliseconds. */
export const FRESHNESS_INTERVAL_MS = 5 * 60_000;

class Page {
  state = $state.raw<PageState>(parseUrl(new URL(location.href)));
  systemTheme = $state<Theme>('light');
  current = $state.raw<Loadable<Published>>({ state: 'loading' });
  meta = $state.raw<Loadable<Meta>>({ state: 'loading' });
  /** When the server last answered what is published. */
  checkedAt = $state.raw<Date | null>(null);
  /** Whether the last question was answered. */
  reachable = $state(true);

  readonly lang: Lang = $derived(this.state.lang ?? preferred(navigator.languages));
  /** Paper is white. */
  readonly theme: Theme = $derived(paper.wanted ? 'light' : (this.state.theme ?? this.systemTheme));

  /** Follows the address bar's history and the system's theme. */
  start(): void {
    addEventListener('popstate', () => {
      this.state = parseUrl(new URL(location.href));
    });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => {
      this.systemTheme = dark.matches ? 'dark' : 'light';
    };
    dark.addEventListener('change', follow);
    follow();
    void this.refresh();
    setInterval(() => void this.refresh(), FRESHNESS_INTERVAL_MS);
  }

  /** A choice worth a step in the browser's history; `place` names the part of the page that a link leads to. */
  go(change: Partial<PageState>, place = ''): void {
    this.state = { ...this.state, ...change };
    history.pushState(null, '', formatUrl(this.state) + (place === '' ? '' : `#${place}`));
  }

  /** A choice that only follows the hand (slider, map movement): the same step of history. */
  adjust(change: Partial<PageState>): void {
    this.state = { ...this.state, ...change };
    history.replaceState(null, '', formatUrl(this.state));
  }

  /** Where a link with `change` leads. */
  href(change: Partial<PageState>): string {
    return formatUrl({ ...this.state, ...change });
  }

  /** Asks what is published; on failure an earlier answer stays in use. */
  async refresh(): Promise<void> {
    const early = takeEarly();
    const current = await load(early?.current ?? getCurrent());
    if (current.state === 'ready' || this.current.state !== 'ready') this.current = current;
    this.reachable = current.state === 'ready';
    if (this.reachable) this.checkedAt = new Date();
    const known = this.meta.state === 'ready' ? this.meta.value.version : null;
    if (current.state === 'ready' && current.value.version === known) return;
    let meta = await load(early?.meta ?? getMeta());
    // What was asked for early at the same time may be of two versions.
    const torn =
      current.state === 'ready' && meta.state === 'ready' && meta.value.version !== current.value.version;
    if (torn && early !== null) meta = await load(getMeta());
    if (meta.state === 'ready' || this.meta.state !== 'ready') this.meta = meta;
  }
}

export const page = new Page();
