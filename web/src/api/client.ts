/** Asks the server. Every failure is an {@link ApiError} that a page can put in words. */

import type { Published } from './grid';
import type * as Api from './types';

/** How long one answer may take. Units: milliseconds. */
export const ANSWER_TIMEOUT_MS = 15_000;

/** What went wrong: nobody answered, too slowly, with an error status, that it was not published yet, or with something that is not JSON. */
export type Failure = 'unreachable' | 'timeout' | 'missing' | 'unpublished' | 'server' | 'unreadable';

export class ApiError extends Error {
  constructor(
    readonly failure: Failure,
    readonly path: string,
    readonly status: number | null,
    detail: string,
  ) {
    super(`${path}: ${detail}`);
    this.name = 'ApiError';
  }
}

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** Asks for `path` as a media type and returns an answer of success. Errors: {@link ApiError}. */
export async function ask(path: string, accept: string, fetcher: Fetch = fetch): Promise<Response> {
  const response = await answer(path, accept, fetcher);
  if (!response.ok) throw await refused(path, response);
  return response;
}

/** Reads JSON from `path`. Errors: {@link ApiError}. */
export async function getJson<T>(path: string, fetcher?: Fetch): Promise<T> {
  const response = await ask(path, 'application/json', fetcher);
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiError('unreadable', path, response.status, 'the answer is not JSON');
  }
}

async function answer(path: string, accept: string, fetcher: Fetch): Promise<Response> {
  try {
    return await fetcher(path, {
      headers: { accept },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
  } catch (cause) {
    const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw new ApiError(timedOut ? 'timeout' : 'unreachable', path, null, String(cause));
  }
}

/** Not known, gone, or asked for by a name that cannot exist, as from a link cut short. */
const MISSING = [400, 404, 410];

/** The server's word for what the office has yet to publish. */
const UNPUBLISHED = 'urn:oshaq:problem:no-indicators';

/** A problem document (RFC 9457), as far as it is read. */
interface Problem {
  type?: string;
  title?: string;
  detail?: string;
}

async function refused(path: string, response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const failure =
    problem.type === UNPUBLISHED ? 'unpublished' : MISSING.includes(response.status) ? 'missing' : 'server';
  const detail = problem.detail ?? problem.title ?? `status ${response.status}`;
  return new ApiError(failure, path, response.status, detail);
}

const query = (values: Record<string, string | number>): string =>
  new URLSearchParams(Object.entries(values).map(([key, value]) => [key, String(value)])).toString();

export const getCurrent = (fetcher?: Fetch) => getJson<Published>('/current.json', fetcher);
export const getMeta = (fetcher?: Fetch) => getJson<Api.Meta>('/api/v1/meta', fetcher);
export const getUnits = (fetcher?: Fetch) => getJson<Api.Unit[]>('/api/v1/units', fetcher);
export const getUnitOutlines = (fetcher?: Fetch) =>
  getJson<GeoJSON.FeatureCollection>('/api/v1/downloads/units.geojson', fetcher);
export const getDistrictOutlines = (fetcher?: Fetch) =>
  getJson<GeoJSON.FeatureCollection>('/api/v1/downloads/districts.geojson', fetcher);
export const getScores = (fetcher?: Fetch) => getJson<Api.Scores[]>('/api/v1/scores', fetcher);
export const getIndicators = (fetcher?: Fetch) => getJson<Api.Indicators>('/api/v1/indicators', fetcher);
export const getOffencesByUnit = (fetcher?: Fetch) =>
  getJson<Api.OffencesByUnit>('/api/v1/indicators/units', fetcher);

export const getUnitMonths = (kato: string, category: string, fetcher?: Fetch) =>
  getJson<Api.UnitMonths>(`/api/v1/units/${encodeURIComponent(kato)}?${query({ category })}`, fetcher);

export const getDistricts = (category: string, fetcher?: Fetch) =>
  getJson<Api.ByDistrict>(`/api/v1/districts?${query({ category })}`, fetcher);

export const getCell = (cell: string, category: string, fetcher?: Fetch) =>
  getJson<Api.Cell>(`/api/v1/cells/${encodeURIComponent(cell)}?${query({ category })}`, fetcher);

/** The published cells with the highest bands. `unit` null asks for the whole country. */
export const getRiskiest = (unit: string | null, category: string, limit: number, fetcher?: Fetch) =>
  getJson<Api.RankedCell[]>(
    `/api/v1/riskiest?${query({ ...(unit === null ? {} : { unit }), category, limit })}`,
    fetcher,
  );
