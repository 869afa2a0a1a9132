import { describe, expect, it } from 'vitest';
import { ApiError, getCell, getJson, getRiskiest, type Fetch } from './client';

const answering =
  (status: number, body: string): Fetch =>
  () =>
    Promise.resolve(new Response(body, { status }));

const failureOf = async (fetcher: Fetch) => {
  const error: unknown = await getJson('/api/v1/meta', fetcher).catch((reason: unknown) => reason);
  return error instanceof ApiError ? error.failure : error;
};

describe('an answer', () => {
  it('is read as JSON', async () => {
    expect(await getJson('/x', answering(200, '{"a":1}'))).toEqual({ a: 1 });
  });

  it('that fails says how', async () => {
    expect(await failureOf(() => Promise.reject(new TypeError('fetch failed')))).toBe('unreachable');
    expect(await failureOf(() => Promise.reject(new DOMException('late', 'TimeoutError')))).toBe('timeout');
    expect(await failureOf(answering(404, '{"detail":"no such cell"}'))).toBe('missing');
    expect(await failureOf(answering(410, ''))).toBe('missing');
    expect(await failureOf(answering(503, '<html>'))).toBe('server');
    expect(await failureOf(answering(503, '{"type":"urn:oshaq:problem:no-indicators"}'))).toBe('unpublished');
    expect(await failureOf(answering(200, '<!doctype html>'))).toBe('unreadable');
  });

  it('keeps the detail of a problem document', async () => {
    const error: unknown = await getJson('/x', answering(404, '{"detail":"no such cell"}')).catch(
      (e: unknown) => e,
    );
    expect((error as ApiError).message).toBe('/x: no such cell');
    expect((error as ApiError).status).toBe(404);
  });
});

describe('a question', () => {
  const asked = async (ask: (fetcher: Fetch) => Promise<unknown>) => {
    let path = '';
    await ask((input) => {
      path = input;
      return Promise.resolve(new Response('[]'));
    });
    return path;
  };

  it('names the cell and the category', async () => {
    expect(await asked((fetcher) => getCell('881f1d4a61fffff', 'theft', fetcher))).toBe(
      '/api/v1/cells/881f1d4a61fffff?category=theft',
    );
  });

  it('about the whole country names no unit', async () => {
    expect(await asked((fetcher) => getRiskiest(null, 'theft', 20, fetcher))).toBe(
      '/api/v1/riskiest?category=theft&limit=20',
    );
    expect(await asked((fetcher) => getRiskiest('75', 'theft', 5, fetcher))).toBe(
      '/api/v1/riskiest?unit=75&category=theft&limit=5',
    );
  });
});
