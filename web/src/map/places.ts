/**
 * Cities and units to search among. Units come from the API; cities are read from the `places` layer's
 * own tiles at its lowest zoom, which hold every city of the country.
 */

import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { ApiError, getDistricts, getJson, getUnits, type Fetch } from '../api/client';
import type { District, Unit } from '../api/types';
import { COUNTRY_BOUNDS, tilesCovering } from './geo';
import type { Place } from './search';

/** All categories together. */
const ALL = 'all';
/** Districts come after every city of the same name. */
const DISTRICT_RANK = 4;

interface TileJson {
  tiles: string[];
  minzoom: number;
  bounds?: [number, number, number, number];
}

/** Reads every unit and city. */
export async function loadPlaces(
  tilejson: string,
  hasDistricts = false,
  fetcher: Fetch = fetch,
): Promise<Place[]> {
  const [units, cities, districts] = await Promise.all([
    getUnits(fetcher),
    loadCities(tilejson, fetcher),
    hasDistricts ? getDistricts(ALL, fetcher).then((answer) => answer.districts) : [],
  ]);
  const cityUnits = new Set(units.filter(({ kind }) => kind === 'city').map(({ kato }) => kato));
  const distinct = cities.filter((city) => !(city.rank === 0 && cityUnits.has(city.kato ?? '')));
  return [...units.map(unitPlace), ...distinct, ...districts.map(districtPlace)];
}

const unitPlace = (unit: Unit): Place => ({
  id: `unit-${unit.kato}`,
  kind: 'unit',
  name_kk: unit.name_kk,
  name_ru: unit.name_ru,
  name_en: unit.name_en,
  lat: unit.lat,
  lng: unit.lng,
  kato: unit.kato,
  rank: unit.kind === 'city' ? 0 : 1,
});

const districtPlace = ({ kato, name_kk, name_ru, name_en, lat, lng }: District): Place => ({
  ...{ id: `district-${kato}`, kind: 'district', name_kk, name_ru, name_en, lat, lng, kato },
  rank: DISTRICT_RANK,
});

async function loadCities(address: string, fetcher: Fetch): Promise<Place[]> {
  const tilejson = await getJson<TileJson>(address, fetcher);
  const template = tilejson.tiles[0];
  if (template === undefined) return [];
  const addresses = tilesCovering(COUNTRY_BOUNDS, tilejson.minzoom).map(({ x, y, z }) =>
    template.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y)),
  );
  const found = await Promise.all(addresses.map((tile) => loadTile(tile, fetcher)));
  const byId = new Map(found.flat().map((place) => [place.id, place]));
  return [...byId.values()];
}

async function loadTile(address: string, fetcher: Fetch): Promise<Place[]> {
  const response = await fetcher(address);
  if (response.status === 204) return [];
  if (!response.ok) throw new ApiError('server', address, response.status, `status ${response.status}`);
  const layer = new VectorTile(new PbfReader(await response.arrayBuffer())).layers.places;
  if (layer === undefined) return [];
  const [z = 0, x = 0, y = 0] = /(\d+)\/(\d+)\/(\d+)(?:\D*)$/.exec(address)?.slice(1).map(Number) ?? [];
  return Array.from({ length: layer.length }, (_, i) => cityPlace(layer.feature(i).toGeoJSON(x, y, z)));
}

function cityPlace(feature: GeoJSON.Feature): Place {
  const properties = feature.properties ?? {};
  const [lng = 0, lat = 0] = feature.geometry.type === 'Point' ? feature.geometry.coordinates : [];
  const text = (name: string) => String(properties[name] ?? '');
  return {
    id: `city-${text('kato2')}-${text('name_kk')}`,
    kind: 'city',
    name_kk: text('name_kk'),
    name_ru: text('name_ru'),
    name_en: text('name_en'),
    lat,
    lng,
    kato: text('kato2') || null,
    rank: 1 + Number(properties.rank ?? 2),
  };
}
