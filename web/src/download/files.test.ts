import { describe, expect, it } from 'vitest';
import { cellsCsv, csv, fileName, geoJson, type About } from './files';
import type { SeenCell } from './seen';

const ABOUT: About = {
  category: 'theft',
  version: 'abc',
  simulated: true,
  source: '=cmd()',
  licence: 'CC BY 4.0',
};
const CELL: SeenCell = {
  type: 'Feature',
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [-76.9, 43.1],
        [-76.7, 43.2],
        [-76.8, 43.3],
        [-76.9, 43.1],
      ],
    ],
  },
  properties: {
    ...{ cell: '8820e60a57fffff', category: 'theft', month: '2026-01', kind: 'forecast' },
    ...{ band: 5, band_low: 4, band_high: 5, recorded: null, resolution: 8, simulated: true, unit: '75' },
  },
};

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
      'cell,lat,lng,month,kind,band,band_low,band_high,recorded,unit,category,version,simulated,source,licence',
    );
    expect(row).toBe(
      "8820e60a57fffff,43.2,-76.8,2026-01,forecast,5,4,5,,75,theft,abc,true,'=cmd(),CC BY 4.0",
    );
  });
});

describe('a GeoJSON file', () => {
  it('says what it is of, and keeps each outline', () => {
    const file = JSON.parse(geoJson([CELL], ABOUT)) as GeoJSON.FeatureCollection & About;
    expect(file.simulated).toBe(true);
    expect(file.features).toEqual([CELL]);
  });
});

it('a file is named by what is in it, in letters that every file system takes', () => {
  expect(fileName(['theft', 'f202601', null], 'csv')).toBe('oshaq-theft-f202601.csv');
  expect(fileName(['../a b', '75'], 'json')).toBe('oshaq-_a_b-75.json');
});
