import { afterEach, expect, it, vi } from 'vitest';
import { getPicture, pictureAddress, type Pictured } from './picture';

const SHOWN: Pictured = {
  ...{ category: 'theft', by: 'cells', lang: 'kk', unit: null, resolution: 8, beside: null },
  period: { kind: 'forecast', month: '2026-01' },
  bounds: [76.60001, 43.1, 77.2, 43.45],
};

afterEach(() => vi.unstubAllGlobals());

it('a picture is of the frame, the period and the cells on the screen', () => {
  const { pathname, searchParams } = new URL(pictureAddress(SHOWN), 'http://here');
  expect(pathname).toBe('/api/v1/snapshot.png');
  expect(Object.fromEntries(searchParams)).toEqual({
    ...{ category: 'theft', by: 'cells', lang: 'kk', period: 'f202601', resolution: '8' },
    bbox: '76.6000,43.1000,77.2000,43.4500',
  });
});

it('a picture of a comparison names both periods, and the unit of a chosen district', () => {
  const beside = { kind: 'recorded', month: '2025-12' } as const;
  const address = pictureAddress({ ...SHOWN, by: 'districts', beside, unit: '751110000', resolution: null });
  const { searchParams } = new URL(address, 'http://here');
  expect(searchParams.get('beside')).toBe('r202512');
  expect(searchParams.get('unit')).toBe('75');
  expect(searchParams.has('resolution')).toBe(false);
});

it.each([
  ['snapshot-busy', 503, 'busy'],
  ['snapshot-missing', 503, 'none'],
  ['internal', 500, 'failed'],
])('a server that answers %s with %i has no picture: %s', async (kind, status, why) => {
  const body = { type: `urn:oshaq:problem:${kind}` };
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(body, { status })));
  await expect(getPicture(SHOWN)).rejects.toMatchObject({ why });
});
