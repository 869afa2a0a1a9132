/** Something asked for: on its way, here, or failed for a reason. */

import { ApiError } from '../api/client';

export type Loadable<T> =
  { state: 'loading' } | { state: 'ready'; value: T } | { state: 'failed'; error: ApiError };

/** Waits for an answer; never rejects. */
export async function load<T>(answer: Promise<T>): Promise<Loadable<T>> {
  try {
    return { state: 'ready', value: await answer };
  } catch (error) {
    return { state: 'failed', error: asApiError(error) };
  }
}

const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError('unreadable', location.pathname, null, String(error));
