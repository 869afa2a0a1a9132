/** What the reader's choices mean for what is published: the same for the map, its table, its files and its frame. */

import type { BandCode } from '../api/types';
import { month, t } from '../i18n/i18n.svelte';
import { basemaps } from '../map/basemap/basemaps.svelte';
import type { Scene } from '../map/livemap';
import { nameIn } from '../map/search';
import { mapStyle, type ShownAreas } from '../map/style';
import waterPath from '../map/water.json?url';
import { districtRows } from '../units/districts';
import { unitRows, type UnitRow } from '../units/rates';
import { districtCounts, unitCounts } from '../units/units.svelte';
import { cellSourceOf, chooseCategory, tilejsonOf, type TileJsons } from './choices';
import { page } from './page.svelte';
import { choosePeriod, periodsOf, periodToken, samePeriod, type Period } from './period';

class Chosen {
  readonly meta = $derived(page.meta.state === 'ready' ? page.meta.value : null);
  readonly published = $derived(page.current.state === 'ready' ? page.current.value : null);
  readonly category = $derived(this.meta && chooseCategory(page.state.category, this.meta.categories));
  /** Whether shapes of districts were given. */
  readonly hasDistricts = $derived(this.published?.layers.some(({ name }) => name === 'districts') ?? false);
  /** Districts are told what has a place; everything else, and a surface without districts, is shown by unit. */
  readonly byDistrict = $derived(page.state.by === 'districts' && this.hasDistricts);
  readonly byUnit = $derived(
    page.state.by === 'units' || (page.state.by === 'districts' && !this.hasDistricts),
  );
  /** Whether whole areas are coloured, and no cells. */
  readonly byArea = $derived(this.byUnit || this.byDistrict);

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

  readonly districts = $derived(
    this.byDistrict && this.meta && this.category?.published
      ? districtCounts.of(this.meta.version, this.category.slug)
      : null,
  );

  readonly source = $derived(this.published && cellSourceOf(this.published, location.origin));
  readonly tilejson = $derived(this.published && tilejsonOf(this.published, location.origin));

  /** Address of the style that the deployment names for the ground, in the theme at hand; `null` where the page draws its own. */
  private readonly basemapAddress = $derived.by(() => {
    const named = this.published?.map_style ?? null;
    if (named === null) return null;
    const address = page.theme === 'dark' ? (named.dark ?? named.light) : named.light;
    return new URL(address, location.origin).href;
  });
  /** That style, made ready; `null` where the page draws its own ground. */
  readonly basemap = $derived(this.basemapAddress === null ? null : basemaps.of(this.basemapAddress));
  /** Who is asked for it. */
  readonly basemapHost = $derived(this.basemapAddress === null ? '' : new URL(this.basemapAddress).host);

  /** Asks for the basemap, where there is one. */
  askBasemap(): void {
    if (this.basemapAddress === null) return;
    void basemaps.want(this.basemapAddress, this.published?.map_style?.origins ?? []);
  }

  /** Goes on with the page's own ground. */
  failBasemap(): void {
    if (this.basemapAddress !== null) basemaps.fail(this.basemapAddress);
  }

  retryBasemap(): void {
    if (this.basemapAddress !== null) basemaps.forget(this.basemapAddress);
    this.askBasemap();
  }

  /** Asks for the counts by unit or district, where they are needed. */
  askAreas(): void {
    if (this.meta === null || this.category === null) return;
    if (this.byDistrict && this.category.published)
      void districtCounts.want(this.meta.version, this.category.slug);
    if (this.byUnit && this.unitsAllowed) void unitCounts.want(this.meta.version, this.category.slug);
  }

  /** Every unit in a month, where units are shown. */
  unitRows(period: Period): UnitRow[] {
    return this.answers?.state === 'ready' ? unitRows(this.answers.value, period.month) : [];
  }

  /** What colours the areas of a map: their codes and bands, and whether these are in doubt. */
  private areaRows(period: Period): { kato: string; band: BandCode; unsure: boolean }[] {
    if (this.byUnit) {
      return this.unitRows(period).map(({ unit: { kato }, band, unsure }) => ({ kato, band, unsure }));
    }
    if (this.districts?.state !== 'ready') return [];
    const rows = districtRows(this.districts.value, period);
    return rows.map(({ district: { kato }, band, unsure }) => ({ kato, band, unsure }));
  }

  /** What a map of `period` shows; `null` while it is not known what is published. */
  scene(period: Period | null): Scene | null {
    const { published, source, tilejson, category } = this;
    if (published === null || source === null || tilejson === null || category === null || period === null) {
      return null;
    }
    const areas = this.areas(period, tilejson);
    const water = new URL(waterPath, location.origin).href;
    const style = mapStyle({
      ...{ lang: page.lang, theme: page.theme, tilejson, unit: page.state.unit, water },
      basemap: this.basemap?.state === 'ready' ? this.basemap.value : null,
      cells: source,
      cellsShown: category.published,
      areas: areas?.layer ?? 'units',
      unitBands: areas?.bands ?? null,
      unitDoubt: areas?.doubt ?? [],
    });
    const cellsShown = category.published && !this.byArea;
    const subject = cellsShown ? { category: category.slug, window: periodToken(period) } : null;
    return { style, theme: page.theme, published, subject, cell: page.state.cell, areas, water };
  }

  /** The areas of a map and how they are coloured; `null` where cells are shown. */
  private areas(period: Period, tilejson: TileJsons): ShownAreas | null {
    if (!this.byArea) return null;
    const layer = this.byDistrict ? 'districts' : 'units';
    const rows = this.areaRows(period);
    return {
      ...{ layer, tilejson: tilejson[layer] ?? tilejson.units },
      bands: Object.fromEntries(rows.map(({ kato, band }) => [kato, band])),
      doubt: rows.filter(({ unsure }) => unsure).map(({ kato }) => kato),
    };
  }

  /** What a map of `period` shows, in words. */
  summary(period: Period | null): string {
    if (this.category === null || period === null) return '';
    const text = { category: nameIn(this.category, page.lang), month: month(period.month) };
    if (this.byUnit && this.unitsAllowed) return t('units.summary', text);
    if (!this.category.published) return t('map.summary.withheld', text);
    if (this.byDistrict) {
      return t(period.kind === 'forecast' ? 'districts.summary.forecast' : 'districts.summary', text);
    }
    return t(period.kind === 'forecast' ? 'map.summary.forecast' : 'map.summary.recorded', text);
  }
}

export const chosen = new Chosen();
