/** Printing: in light colours and with the map's table, both of them there before the browser's dialogue opens. */

import { tick } from 'svelte';

/** How long a print waits for what is still on its way. Units: milliseconds. */
const PATIENCE_MS = 6000;
/** The largest map on a sheet of A4 between its margins. Units: CSS pixels, 96 to an inch. */
const SHEET = { width: 680, height: 540 } as const;

type Preparation = () => Promise<unknown>;

class Paper {
  /** Whether the page is being printed, or made ready for it. */
  wanted = $state(false);
  private readonly preparations = new Set<Preparation>();

  /** Adds what must be done before a print; the answer takes it away again. */
  prepares(preparation: Preparation): () => void {
    this.preparations.add(preparation);
    return () => this.preparations.delete(preparation);
  }

  /** Opens the browser's dialogue when everything is ready, or has had its time. */
  async print(): Promise<void> {
    this.wanted = true;
    await tick();
    const ready = Promise.allSettled([...this.preparations].map((prepare) => prepare()));
    await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
    await tick();
    addEventListener('afterprint', () => (this.wanted = false), { once: true });
    print();
  }
}

export const paper = new Paper();

/** Tells the style sheet how large the map is on the screen: on paper it keeps its frame and is drawn to fit the sheet. */
export function fitToSheet({ clientWidth: width, clientHeight: height }: HTMLElement): void {
  const { style } = document.documentElement;
  style.setProperty('--map-width', `${width}px`);
  style.setProperty('--map-height', `${height}px`);
  style.setProperty('--map-scale', String(Math.min(SHEET.width / width, SHEET.height / height)));
}
