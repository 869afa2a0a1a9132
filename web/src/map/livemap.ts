/** The living map: MapLibre with its style, its bands and where it looks kept equal to what is asked for. */

import type { ErrorEvent, LngLat, Map as MapLibre, MapMouseEvent, StyleSpecification } from 'maplibre-gl';
import { ApiError } from '../api/client';
import type { Published } from '../api/grid';
import type { Theme, View } from '../state/url';
import { loadCells, type Subject } from './bandstore';
import { BasemapWatch } from './basemap/watch';
import { resolutionAt } from './cells';
import { loadLibrary, makeMap } from './engine';
import { CellPainter } from './painter';
import { doubtPicture, DOUBT, HATCH, hatchPicture } from './patterns';
import { ANSWERING_LAYERS, type ShownAreas } from './style';

/** No WebGL; tiles or bands that did not come; a version that is no longer served; a basemap that did not come. */
export type Trouble = 'no_webgl' | 'tiles' | 'gone' | 'basemap';

/** What a map tells the page. */
export interface Listener {
  /** The reader moves the map. */
  move(view: View): void;
  /** The map came to rest. */
  rest(view: View): void;
  cell(name: string | null): void;
  unit(kato: string): void;
  trouble(trouble: Trouble): void;
  /** Whose the basemap is, as HTML; empty on the page's own ground. */
  credited(attributions: readonly string[]): void;
  /** What is asked for is no longer what is on the screen: `drawn` will tell when it is. */
  busy(): void;
  /** Everything asked for is on the screen; `key` names its bands, of which there may be none in the whole country. */
  drawn(key: string, empty: boolean): void;
}

/** What a map shows. */
export interface Scene {
  style: StyleSpecification;
  theme: Theme;
  published: Published;
  /** What the cells show; `null` where no cells are shown. */
  subject: Subject | null;
  /** The chosen cell. */
  cell: string | null;
  /** What a still picture needs to know of the style: its areas, where these are coloured, and its water. */
  areas: ShownAreas | null;
  water: string;
}

/** Name of the performance measure from the arrival of bands until the map has them. */
export const PAINT_MEASURE = 'oshaq:paint';
/** Name of the performance measure from the arrival of bands until the frame after the one that draws them. */
export const SHOWN_MEASURE = 'oshaq:shown';

const keyOf = ({ subject, published }: Scene): string =>
  subject === null ? 'none' : `${published.version}/${subject.category}/${subject.window}`;

/** Two views between which no reader sees a difference. */
const same = (a: View, b: View): boolean =>
  Math.abs(a.lat - b.lat) < 1e-4 && Math.abs(a.lng - b.lng) < 1e-4 && Math.abs(a.zoom - b.zoom) < 0.05;

/** Loads MapLibre and starts a map. Errors: what MapLibre throws where WebGL is missing. */
export async function startMap(
  container: HTMLElement,
  scene: Scene,
  view: View,
  locale: Record<string, string>,
  listener: Listener,
): Promise<LiveMap> {
  const library = await loadLibrary();
  return new LiveMap(makeMap(library, container, scene.style, view, locale), scene, listener);
}

export class LiveMap {
  private painter: CellPainter;
  private readonly basemap: BasemapWatch;
  /** The style that the map has; before it is there, nothing can be changed. */
  private styled: StyleSpecification;
  private begun = false;
  /** Key of the bands that the map has, empty while they are on their way, and how often bands were asked for. */
  private painted = '';
  private empty = false;
  private asked = 0;
  private resolution: number | null = null;
  /** Whether the map moves because it was told to. */
  private following = false;
  /** Whether everything asked for is on the screen. */
  private settled = false;
  /** The place that was chosen before the cells around it were there. */
  private awaited: LngLat | null = null;

  constructor(
    private readonly map: MapLibre,
    private scene: Scene,
    private readonly listener: Listener,
  ) {
    this.styled = scene.style;
    this.painter = this.newPainter();
    this.basemap = new BasemapWatch(map, {
      credited: (attributions) => listener.credited(attributions),
      missing: () => listener.trouble('basemap'),
    });
    map.on('style.load', () => this.begin());
    map.on('movestart', () => this.unsettle());
    map.on('move', () => !this.following && listener.move(this.view()));
    map.on('moveend', () => !this.following && listener.rest(this.view()));
    map.on('zoom', () => this.span()?.resolution !== this.resolution && void this.repaint());
    map.on('idle', () => this.painted === keyOf(this.scene) && this.settle());
    // The map is not idle as long as a basemap is on its way, but everything of its own may be there.
    map.on('render', () => this.basemap.any && this.ownDrawn() && this.settle());
    map.on('error', (event) => this.failed(event));
    map.on('webglcontextlost', () => listener.trouble('no_webgl'));
    map.on('click', ({ point }: MapMouseEvent) => this.choose(point.x, point.y));
  }

  get canvas(): HTMLCanvasElement {
    return this.map.getCanvas();
  }

  view(): View {
    const { lat, lng } = this.map.getCenter();
    return { lat, lng, zoom: this.map.getZoom() };
  }

  /** Shows another scene: as much of it as differs. */
  show(scene: Scene): void {
    const before = this.scene;
    this.scene = scene;
    if (!this.begun) return;
    this.restyle();
    if (scene.theme !== before.theme) this.repaintPictures();
    if (scene.published.grid.hash !== before.published.grid.hash) this.painter = this.newPainter();
    this.painter.select(scene.cell);
    if (keyOf(scene) !== keyOf(before)) void this.repaint();
  }

  /** Looks elsewhere, unless it looks there already. */
  look(view: View): void {
    if (same(view, this.view())) return;
    this.following = true;
    this.map.jumpTo({ center: [view.lng, view.lat], zoom: view.zoom });
    this.following = false;
  }

  /** Chooses what lies at a point, as soon as it is drawn. Units: CSS pixels. */
  choose(x: number, y: number): void {
    this.awaited = this.map.unproject([x, y]);
    if (this.settled) this.answer();
  }

  private unsettle(): void {
    this.settled = false;
    this.listener.busy();
  }

  private settle(): void {
    this.settled = true;
    this.listener.drawn(this.painted, this.empty);
    this.answer();
  }

  private ownDrawn(): boolean {
    const painted = !this.settled && this.painted === keyOf(this.scene);
    return painted && !this.map.isMoving() && this.basemap.ownLoaded();
  }

  /** Tells what lies at the awaited place. */
  private answer(): void {
    if (this.awaited === null) return;
    const { x, y } = this.map.project(this.awaited);
    this.awaited = null;
    const layers = ANSWERING_LAYERS.filter((layer) => this.map.getLayer(layer) !== undefined);
    const [found] = layers.length === 0 ? [] : this.map.queryRenderedFeatures([x, y], { layers });
    const kato = found?.properties.kato as unknown;
    if (typeof kato === 'string') this.listener.unit(kato);
    else this.listener.cell(typeof found?.id === 'number' ? this.painter.nameOf(found.id) : null);
  }

  /** Resolves when everything asked for is on the screen. */
  async rested(): Promise<void> {
    const idle = this.map.once('idle');
    this.map.triggerRepaint();
    await idle;
  }

  zoomIn(): void {
    this.map.zoomIn();
  }

  zoomOut(): void {
    this.map.zoomOut();
  }

  remove(): void {
    this.asked += 1;
    this.basemap.remove();
    this.map.remove();
  }

  private restyle(): void {
    // Another month is the same style; MapLibre would load the shapes of the water again even so.
    if (JSON.stringify(this.scene.style) === JSON.stringify(this.styled)) return;
    this.styled = this.scene.style;
    this.map.setStyle(this.styled, { diff: true });
    this.basemap.styled(this.styled);
  }

  /** A style that was loaded anew has no pictures, and its cells no state. */
  private begin(): void {
    this.begun = true;
    this.basemap.styled(this.styled);
    this.restyle();
    for (const [id, picture] of this.pictures()) {
      if (!this.map.hasImage(id)) this.map.addImage(id, picture, { pixelRatio: 2 });
    }
    this.painter = this.newPainter();
    this.painter.select(this.scene.cell);
    void this.repaint();
  }

  private newPainter(): CellPainter {
    const { grid, values } = this.scene.published;
    return new CellPainter(this.map, grid.vector_layer, values.absent);
  }

  private span() {
    return resolutionAt(this.map.getZoom(), this.scene.published.grid.resolutions);
  }

  private async repaint(): Promise<void> {
    const asked = (this.asked += 1);
    const { published, subject } = this.scene;
    const [key, span] = [keyOf(this.scene), this.span()];
    this.resolution = span?.resolution ?? null;
    this.painted = '';
    this.unsettle();
    if (subject === null || span === null) {
      this.painted = key;
      this.empty = false;
      this.map.triggerRepaint();
      return;
    }
    try {
      const cells = await loadCells(published, subject, span);
      if (asked !== this.asked) return;
      const began = performance.now();
      this.painter.paint(cells);
      this.empty = cells.codes.every((code) => code === published.values.absent);
      this.painted = key;
      performance.measure(PAINT_MEASURE, { start: began, detail: key });
      void this.map.once('render', () =>
        requestAnimationFrame(() => performance.measure(SHOWN_MEASURE, { start: began, detail: key })),
      );
      this.map.triggerRepaint();
    } catch (error) {
      if (asked === this.asked) this.listener.trouble(troubleOf(error));
    }
  }

  private failed(event: ErrorEvent): void {
    if (this.basemap.takes(event)) return;
    const { error } = event;
    // Other errors (of the style, of one picture) leave no hole in the map.
    if ('status' in error || error instanceof TypeError) this.listener.trouble(troubleOf(error));
  }

  private pictures() {
    const { theme } = this.scene;
    return [
      [HATCH, hatchPicture(theme)],
      [DOUBT, doubtPicture(theme)],
    ] as const;
  }

  private repaintPictures(): void {
    for (const [id, picture] of this.pictures()) if (this.map.hasImage(id)) this.map.updateImage(id, picture);
  }
}

/** Statuses of an address that was served once. */
const GONE = [404, 410];

/** A version that is no longer served is told apart from a server that fails. */
function troubleOf(error: unknown): Trouble {
  const status =
    error instanceof ApiError ? error.status : Number((error as { status?: unknown }).status ?? 0);
  return GONE.includes(status ?? 0) ? 'gone' : 'tiles';
}
