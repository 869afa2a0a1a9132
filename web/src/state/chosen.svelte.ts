/** What the reader's choices mean for what is published: the same for the map, its table, its files and its frame. */

import { month, t } from '../i18n/i18n.svelte';
import type { Scene } from '../map/livemap';
import { nameIn } from '../map/search';
import { mapStyle } from '../map/style';
import waterPath from '../map/water.json?url';
import { unitRows, type UnitRow } from '../units/rates';
import { unitCounts } from '../units/units.svelte';
import { cellSourceOf, chooseCategory, tilejsonOf } from './choices';
import { page } from './page.svelte';
import { choosePeriod, periodsOf, periodToken, samePeriod, type Period } from './period';

class Chosen {
  readonly meta = $derived(page.meta.state === 'ready' ? page.meta.value : null);
  readonly published = $derived(page.current.state === 'ready' ? page.current.value : null);
  readonly category = $derived(this.meta && chooseCategory(page.state.category, this.meta.categories));
  readonly byUnit = $derived(page.state.by === 'units');

  /** What can be shown by unit: whatever is bound to no place, too; only then is there a count to divide. */
  readonly unitsAllowed = $derived(
    this.category !== null && (this.category.published || this.category.reason === 'not_place_based'),
  );

  /** Every period of the surface; by unit there are no forecasts. */
  readonly periods: readonly Period[] = $derived.by(() => {
    const all = this.meta === null ? [] : periodsOf(this.meta);
    return this.byUnit ? all.filter(({ kind }) => kind === 'recorded') : all;
  });
  /** The period on the map: where the wanted one is not there, the last of them stands for it. */
  readonly period = $derived(choosePeriod(page.state.period, this.periods));
  /** The period beside it, where the reader compares two. */
  readonly beside: Period | null = $derived.by(() => {
    const wanted = page.state.beside;
    if (wanted === null || this.period === null) return null;
    const found = this.periods.find((known) => samePeriod(known, wanted));
    return found === undefined || samePeriod(found, this.period) ? null : found;
  });
  /** Whether a forecast was asked for where there is none. */
  readonly forecastWanted = $derived(this.byUnit && page.state.period?.kind !== 'recorded');

  readonly answers = $derived(
    this.byUnit && this.meta && this.category && this.unitsAllowed
      ? unitCounts.of(this.meta.version, this.category.slug)
      : null,
  );

  readonly source = $derived(this.published && cellSourceOf(this.published, location.origin));
  readonly tilejson = $derived(this.published && tilejsonOf(this.published, location.origin));

  /** Asks for the counts by unit, where they are needed. */
  askUnits(): void {
    if (this.meta && this.category) void unitCounts.want(this.meta.version, this.category.slug);
  }

  /** Every unit in a month, where units are shown. */
  unitRows(period: Period): UnitRow[] {
    if (this.answers?.state !== 'ready' || this.meta === null) return [];
    return unitRows(this.answers.value, period.month, this.meta.bands, this.meta.rounding_base);
  }

  /** What a map of `period` shows; `null` while it is not known what is published. */
  scene(period: Period | null): Scene | null {
    const { published, source, tilejson, category } = this;
    if (published === null || source === null || tilejson === null || category === null || period === null) {
      return null;
    }
    const rows = this.byUnit ? this.unitRows(period) : [];
    const style = mapStyle({
      ...{ lang: page.lang, theme: page.theme, tilejson, unit: page.state.unit },
      cells: source,
      water: new URL(waterPath, location.origin).href,
      cellsShown: category.published,
      unitBands: this.byUnit ? Object.fromEntries(rows.map(({ unit, band }) => [unit.kato, band])) : null,
      unitDoubt: rows.filter(({ unsure }) => unsure).map(({ unit }) => unit.kato),
    });
    const cellsShown = category.published && !this.byUnit;
    const subject = cellsShown ? { category: category.slug, window: periodToken(period) } : null;
    return { style, theme: page.theme, published, subject, cell: page.state.cell };
  }

  /** What a map of `period` shows, in words. */
  summary(period: Period | null): string {
    if (this.category === null || period === null) return '';
    const text = { category: nameIn(this.category, page.lang), month: month(period.month) };
    if (this.byUnit && this.unitsAllowed) return t('units.summary', text);
    if (!this.category.published) return t('map.summary.withheld', text);
    return t(period.kind === 'forecast' ? 'map.summary.forecast' : 'map.summary.recorded', text);
  }
}

export const chosen = new Chosen();
