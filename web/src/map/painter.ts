/** Writes bands into the state of the map's cells: only those that differ from what is there. */

import type { Map as MapLibre } from 'maplibre-gl';
import { bandOfCode, cellId, cellName, doubtOf, positionOf, type PaintedCells } from './cells';
import { CELL_SOURCE, type CellState } from './style';

/** The state of a cell that the category does not have. */
const NOTHING: CellState = { band: -1, doubt: 0 };

type Canvas = Pick<MapLibre, 'setFeatureState'>;

export class CellPainter {
  /** What each resolution's cells look like now. */
  private shown = new Map<number, PaintedCells>();
  private selected: number | null = null;

  constructor(
    private readonly map: Canvas,
    private readonly layer: string,
    private readonly absent: number,
  ) {}

  /** Shows these cells and takes the bands of the other resolutions away. Returns how many cells changed. */
  paint(cells: PaintedCells): number {
    let changed = 0;
    for (const other of this.shown.values()) {
      if (other.resolution !== cells.resolution) changed += this.blank(other);
    }
    const before = this.shown.get(cells.resolution)?.codes;
    cells.codes.forEach((code, i) => {
      if (code === (before?.[i] ?? this.absent)) return;
      this.write(cells.ids[i], this.stateOf(code));
      changed += 1;
    });
    this.shown.set(cells.resolution, cells);
    return changed;
  }

  /** Draws an outline around one cell, or around none. */
  select(name: string | null): void {
    const wanted = name === null ? null : cellId(name);
    if (wanted === this.selected) return;
    if (this.selected !== null) this.write(this.selected, { selected: false });
    if (wanted !== null) this.write(wanted, { selected: true });
    this.selected = wanted;
  }

  /** The name of a shown cell; `null` where the category does not have it. */
  nameOf(id: number): string | null {
    for (const { resolution, ids, codes } of this.shown.values()) {
      const position = positionOf(id, ids);
      if (position >= 0) return codes[position] === this.absent ? null : cellName(id, resolution);
    }
    return null;
  }

  private blank({ resolution, ids, codes }: PaintedCells): number {
    let changed = 0;
    codes.forEach((code, i) => {
      if (code === this.absent) return;
      this.write(ids[i], NOTHING);
      changed += 1;
    });
    this.shown.delete(resolution);
    return changed;
  }

  private stateOf(code: number): CellState {
    const found = bandOfCode(code, { absent: this.absent });
    return found === null ? NOTHING : { band: found.band, doubt: doubtOf(found) };
  }

  private write(id: number | undefined, state: Partial<CellState> & { selected?: boolean }): void {
    if (id !== undefined)
      this.map.setFeatureState({ source: CELL_SOURCE, sourceLayer: this.layer, id }, state);
  }
}
