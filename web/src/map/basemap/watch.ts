/** What a living map notices of its basemap: whose it is, and whether it comes. */

import type { ErrorEvent, Map as MapLibre, StyleSpecification } from 'maplibre-gl';
import { BASEMAP_PREFIX } from '../style';

/** How long a source may take for its first tiles. Units: milliseconds. */
export const BASEMAP_PATIENCE_MS = 10_000;

/** What it tells. */
export interface BasemapListener {
  /** Whose the basemap is, as HTML; empty on the page's own ground. */
  credited(attributions: readonly string[]): void;
  /** Something of it failed, or did not come in time. */
  missing(): void;
}

const isOfBasemap = (name: string): boolean => name.startsWith(BASEMAP_PREFIX);

export class BasemapWatch {
  /** The sources of the map's style that are the basemap's, and those that are not. */
  private sources: readonly string[] = [];
  private own: readonly string[] = [];
  /** The basemap's sources as they were last given. */
  private given = '';
  private readonly arrived = new Set<string>();
  private patience: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly map: MapLibre,
    private readonly listener: BasemapListener,
  ) {
    map.on('sourcedata', ({ sourceId, sourceDataType, isSourceLoaded }) => {
      if (!isOfBasemap(sourceId)) return;
      if (isSourceLoaded) this.arrived.add(sourceId);
      if (sourceDataType === 'metadata') this.credit();
    });
  }

  /** Whether the map has a basemap. */
  get any(): boolean {
    return this.sources.length > 0;
  }

  /** Looks at the style that the map was given. */
  styled({ sources }: StyleSpecification): void {
    const names = Object.keys(sources);
    this.sources = names.filter(isOfBasemap);
    this.own = names.filter((name) => !isOfBasemap(name));
    const given = JSON.stringify(this.sources.map((name) => sources[name]));
    if (given !== this.given) this.wait();
    this.given = given;
    this.credit();
  }

  /** Whether everything that is the map's own is there, however long the basemap takes. */
  ownLoaded(): boolean {
    return this.own.every((name) => this.map.isSourceLoaded(name));
  }

  /** Whether a failure is the basemap's; it is told then. */
  takes({ sourceId }: ErrorEvent & { sourceId?: string }): boolean {
    // The map's own style has no sprite and no glyphs: what belongs to no source is the basemap's.
    const taken = sourceId === undefined ? this.any : isOfBasemap(sourceId);
    // A source that was taken away may still fail.
    if (taken && this.any) this.listener.missing();
    return taken;
  }

  remove(): void {
    clearTimeout(this.patience);
  }

  private wait(): void {
    clearTimeout(this.patience);
    this.arrived.clear();
    if (!this.any) return;
    this.patience = setTimeout(() => {
      const here = (name: string) => this.arrived.has(name) || this.map.isSourceLoaded(name);
      if (!this.sources.every(here)) this.listener.missing();
    }, BASEMAP_PATIENCE_MS);
  }

  /** A source knows whose it is by its own words, or when its TileJSON is there. */
  private credit(): void {
    const told = this.sources.map((name) => this.map.getSource(name)?.attribution?.trim() ?? '');
    this.listener.credited([...new Set(told)].filter((attribution) => attribution !== ''));
  }
}
