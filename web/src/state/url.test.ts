import { describe, expect, it } from 'vitest';
import { formatUrl, parseUrl, type PageState } from './url';

const parse = (path: string) => parseUrl(new URL(path, 'https://oshaq.example'));

const NOTHING_CHOSEN: PageState = {
  route: 'map',
  lang: null,
  theme: null,
  category: null,
  by: 'cells',
  period: null,
  beside: null,
  layout: 'divider',
  cell: null,
  unit: null,
  view: null,
  reading: 'A',
  owner: null,
  direction: null,
  due: null,
  version: null,
};

describe('the address', () => {
  it('of a page on which nothing was chosen is its path alone', () => {
    expect(formatUrl(NOTHING_CHOSEN)).toBe('/');
    expect(formatUrl({ ...NOTHING_CHOSEN, route: 'kpi' })).toBe('/kpi');
    expect(parse('/')).toEqual(NOTHING_CHOSEN);
  });

  it('brings back every choice that it was written from', () => {
    const everything: PageState = {
      route: 'map',
      lang: 'kk',
      theme: 'dark',
      category: 'vehicle_taking',
      by: 'units',
      period: { kind: 'recorded', month: '2024-11' },
      beside: { kind: 'forecast', month: '2026-01' },
      layout: 'frames',
      cell: '881f1d4a61fffff',
      unit: '75',
      view: { lat: 43.2452, lng: 76.9211, zoom: 10.5 },
      reading: 'B',
      owner: 'mvd',
      direction: '5',
      due: 'ahead',
      version: '986c444684292b91',
    };
    expect(parse(formatUrl(everything))).toEqual(everything);
    expect(formatUrl(everything)).toBe(
      '/?cat=vehicle_taking&by=units&p=r202411&vs=f202601&lay=frames&cell=881f1d4a61fffff&unit=75&at=43.2452,76.9211,10.5&reading=B&owner=mvd&dir=5&due=ahead&v=986c444684292b91&lang=kk&theme=dark',
    );
  });

  it('ignores what it does not understand', () => {
    const odd =
      '/?cat=<b>&by=x&owner=M&dir=6&due=soon&v=newest&p=r202413&vs=2024&cell=xyz&unit=a&at=91,200,3&reading=C&lang=de&theme=pink&more=1';
    expect(parse(odd)).toEqual(NOTHING_CHOSEN);
    expect(parse('/?at=43.2,76.9')).toEqual(NOTHING_CHOSEN);
    expect(parse('/?at=43.2,NaN,5')).toEqual(NOTHING_CHOSEN);
  });

  it('opens a page with and without a slash at its end', () => {
    expect(parse('/kpi/').route).toBe('kpi');
    expect(parse('/method').route).toBe('method');
    expect(parse('/nowhere').route).toBe('map');
  });
});
