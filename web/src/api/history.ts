/** What was published before, and how it did: versions and the scoreboard. */

import { getJson, type Fetch } from './client';
import type { components } from './generated';

export type PublishedVersion = components['schemas']['PublishedVersion'];
export type VersionPage = components['schemas']['VersionPage'];
export type Scoreboard = components['schemas']['Scoreboard'];

export const getVersions = (cursor: string | null, fetcher?: Fetch) =>
  getJson<VersionPage>(
    `/api/v1/versions${cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`}`,
    fetcher,
  );

export const getScoreboard = (category: string, fetcher?: Fetch) =>
  getJson<Scoreboard>(`/api/v1/scoreboard?category=${encodeURIComponent(category)}`, fetcher);
