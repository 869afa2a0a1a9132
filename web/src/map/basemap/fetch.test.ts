import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/client';
import { checked } from './check';
import { fetchStyle, STYLE_LIMIT_BYTES } from './fetch';

const ADDRESS = 'https://tiles.example.kz/style.json';
const answering = (body: BodyInit, status = 200) =>
  fetchStyle(ADDRESS, async () => new Response(body, { status }));

async function failureOf(answer: Promise<unknown>): Promise<[string, string]> {
  const error = await answer.then(
    () => null,
    (cause: unknown) => cause,
  );
  return error instanceof ApiError ? [error.failure, error.message] : ['', String(error)];
}

describe('fetching a style', () => {
  it('reads JSON up to its limit of bytes and not one more', async () => {
    const text = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));
    expect(await answering(text(STYLE_LIMIT_BYTES))).toHaveLength(STYLE_LIMIT_BYTES - 2);
    const [failure, message] = await failureOf(answering(text(STYLE_LIMIT_BYTES + 1)));
    expect(failure).toBe('unreadable');
    expect(message).toContain('more than 2000000 bytes');
  });

  it('stops reading a body that has no end', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(100_000));
      },
    });
    expect((await failureOf(answering(endless)))[0]).toBe('unreadable');
    expect(sent).toBeLessThan(30);
  });

  it('tells apart a host that fails, a body that breaks off, and one that is not JSON', async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('lost')) });
    expect(await failureOf(answering('{}', 503))).toEqual(['server', expect.any(String)]);
    expect(await failureOf(answering(broken))).toEqual(['unreachable', expect.stringContaining('lost')]);
    expect(await failureOf(answering('<html>'))).toEqual(['unreadable', expect.stringContaining('not JSON')]);
  });
});

describe('what was fetched', () => {
  const style = { version: 8, sources: {}, layers: [{ id: 'a', type: 'background' }] };

  it('is taken where it is a style', () => {
    expect(checked(style, ADDRESS)).toBe(style);
  });

  it.each([
    [null, 'not an object'],
    ['style', 'not an object'],
    [[], 'object expected, array found'],
    [{ ...style, version: 7 }, 'version'],
    [{ ...style, layers: [] }, 'it has no layers'],
    [{ ...style, layers: [{ id: 'a', type: 'fill', source: 'nowhere' }] }, 'source "nowhere" not found'],
    [{ version: 8, layers: style.layers }, 'missing required property "sources"'],
  ])('is refused where it is %j', (found, why) => {
    expect(() => checked(found, ADDRESS)).toThrow(why);
  });
});
