/** Fetching of a style, within a time and a size. */

import { ApiError, ask, type Fetch } from '../../api/client';

/** Most bytes that a style may have, unpacked: the largest in common use have a fifth of it. */
export const STYLE_LIMIT_BYTES = 2_000_000;

/** What stands at `address`, as JSON. Errors: {@link ApiError}; the time is that of every answer. */
export async function fetchStyle(address: string, fetcher?: Fetch): Promise<unknown> {
  const response = await ask(address, 'application/json', fetcher);
  const unreadable = (why: string) => new ApiError('unreadable', address, response.status, why);
  const bytes = await within(STYLE_LIMIT_BYTES, response).catch((cause: unknown) => {
    throw new ApiError('unreachable', address, response.status, String(cause));
  });
  if (bytes === null) throw unreadable(`the style has more than ${STYLE_LIMIT_BYTES} bytes`);
  try {
    return JSON.parse(await bytes.text());
  } catch {
    throw unreadable('the style is not JSON');
  }
}

/** The body, or `null` as soon as it is longer than `most`. */
async function within(most: number, { body }: Response): Promise<Blob | null> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    parts.push(read.value);
    length += read.value.length;
    if (length <= most) continue;
    await reader?.cancel();
    return null;
  }
  return new Blob(parts);
}
