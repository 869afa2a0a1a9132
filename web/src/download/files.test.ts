import { describe, expect, it } from 'vitest';
import { bandsCsv, cellsCsv, cellsGeoJson, csv, fileName, type About } from './files';

const ABOUT: About = {
  category: 'theft',
  month: '2026-01',
  unit: '75',
  version: 'abc',
  simulated: true,
  source: '=cmd()',
  licence: 'CC BY 4.0',
};
const CELL = {
  cell: '8820e60a57fffff',
  lat: 43.2,
  lng: -76.9,
  band: 5,
  band_low: 4,
  band_high: 5,
} as const;

describe('a CSV file', () => {
  it('quotes commas, quotes and line ends, and leaves what is unknown empty', () => {
    expect(
      csv(
        ['a', 'b'],
        [
          ['x, y', 'say "so"'],
          ['two\nlines', null],
        ],
      ),
    ).toBe('a,b\r\n"x, y","say ""so"""\r\n"two\nlines",\r\n');
  });

  it('never starts a text with what a spreadsheet runs, but leaves negative numbers alone', () => {
    for (const start of ['=', '+', '-', '@', '\t']) {
      expect(csv(['a'], [[`${start}1`]])).toBe(`a\r\n'${start}1\r\n`);
    }
    expect(csv(['a'], [['\r1']])).toBe('a\r\n"\'\r1"\r\n');
    expect(csv(['a'], [[-1.5]])).toBe('a\r\n-1.5\r\n');
  });

  it('of cells says in each row which category, month and version it is of, and that it is simulated', () => {
    const [header, row] = cellsCsv([CELL], ABOUT).split('\r\n');
    expect(header).toBe(
      'cell,lat,lng,band,band_low,band_high,category,month,unit,version,simulated,source,licence',
    );
    expect(row).toBe("8820e60a57fffff,43.2,-76.9,5,4,5,theft,2026-01,75,abc,true,'=cmd(),CC BY 4.0");
  });
});

describe('a CSV file of a recorded month', () => {
  it('has a row for each cell that the category has, by its full name', () => {
    const cells = { resolution: 8, ids: Float64Array.of(1, 2), codes: Uint8Array.of(4, 255) };
    const lines = bandsCsv(cells, 255, { ...ABOUT, unit: null })
      .trimEnd()
      .split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe("880000000000001,4,theft,2026-01,,abc,true,'=cmd(),CC BY 4.0");
  });
});

describe('a GeoJSON file', () => {
  it('puts longitude before latitude and says what it is of', () => {
    const file = JSON.parse(cellsGeoJson([CELL], ABOUT)) as GeoJSON.FeatureCollection & About;
    expect(file.simulated).toBe(true);
    expect(file.features[0]?.geometry).toEqual({ type: 'Point', coordinates: [-76.9, 43.2] });
    expect(file.features[0]?.properties).toMatchObject({ cell: '8820e60a57fffff', band: 5 });
  });
});

it('a file is named by what is in it, in letters that every file system takes', () => {
  expect(fileName(['theft', 'f202601', null], 'csv')).toBe('oshaq-theft-f202601.csv');
  expect(fileName(['../a b', '75'], 'json')).toBe('oshaq-_a_b-75.json');
});
