import { describe, expect, it } from 'vitest';
import { seenCells, type SeenCell, type Sight } from './seen';

const cell = (name: string, unit: string, kind: 'recorded' | 'forecast' = 'recorded') =>
  ({ type: 'Feature', properties: { cell: name, unit, kind } }) as SeenCell;

const SIGHT: Sight = {
  category: 'theft',
  periods: [{ kind: 'recorded', month: '2024-02' }],
  resolution: 8,
  bounds: [76.5, 43, 77, 43.5],
  unit: null,
};

/** Answers with the pages in turn, and keeps what was asked. */
function served(...pages: { features: SeenCell[]; next?: string }[]) {
  const asked: string[] = [];
  const fetcher = (path: string) => {
    const page = pages[asked.push(path) - 1] ?? { features: [] };
    const links = page.next === undefined ? [] : [{ rel: 'next', href: page.next }];
    return Promise.resolve(Response.json({ features: page.features, links }));
  };
  return { asked, fetcher };
}

describe('the cells in sight', () => {
  it('are asked for by frame, month and resolution', async () => {
    const { asked, fetcher } = served({ features: [cell('a', '75')] });
    expect(await seenCells(SIGHT, fetcher)).toHaveLength(1);
    const { pathname, searchParams } = new URL(asked[0] ?? '', 'http://here');
    expect(pathname).toBe('/ogc/collections/risk-theft/items');
    expect(searchParams.get('bbox')).toBe('76.50000,43.00000,77.00000,43.50000');
    expect(searchParams.get('datetime')).toBe('2024-02-01/2024-02-29');
    expect(searchParams.get('resolution')).toBe('8');
  });

  it('come page after page, each from the server of the page whatever it calls itself', async () => {
    const next = 'https://inner.example:8080/ogc/collections/risk-theft/items?offset=1';
    const { asked, fetcher } = served({ features: [cell('a', '75')], next }, { features: [cell('b', '75')] });
    expect((await seenCells(SIGHT, fetcher)).map(({ properties }) => properties.cell)).toEqual(['a', 'b']);
    expect(asked[1]).toBe('/ogc/collections/risk-theft/items?offset=1');
  });

  it('are those of the chosen unit and the kind of month on the map', async () => {
    const features = [cell('a', '75'), cell('b', '19'), cell('c', '75', 'forecast')];
    const found = await seenCells({ ...SIGHT, unit: '75' }, served({ features }).fetcher);
    expect(found.map(({ properties }) => properties.cell)).toEqual(['a']);
  });
});
