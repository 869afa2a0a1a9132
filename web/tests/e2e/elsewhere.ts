/** Another host with a map style, and a server of ours whose deployment names it. */

import { spawn } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFixture, type MapStyle } from '../fixture/server.mjs';

/** Colours of the styles' grounds: no band, no ground of ours. */
export const GROUND = { light: '#b7e4c7', dark: '#1b4332' } as const;
/** Colour of the field that the styles draw over Almaty, as a tile would. */
export const FIELD = '#00b4d8';

/** A style as simple as can be: a ground, a field from another file, and a name without a server of glyphs. */
export const style = (theme: keyof typeof GROUND) => ({
  version: 8,
  sources: {
    field: {
      type: 'geojson',
      data: './field.json',
      attribution:
        '<a href="https://maps.example.org/copyright">© Field Surveyors</a><script>document.title = "taken"</script>' +
        ' <a href="javascript:alert(1)">and more</a>',
    },
  },
  layers: [
    { id: 'outside', type: 'background', paint: { 'background-color': GROUND[theme] } },
    {
      ...{ id: 'cells-band', type: 'fill', source: 'field', filter: ['==', ['geometry-type'], 'Polygon'] },
      paint: { 'fill-color': FIELD, 'fill-antialias': false },
    },
    {
      ...{ id: 'name', type: 'symbol', source: 'field', filter: ['==', ['geometry-type'], 'Point'] },
      layout: { 'text-field': ['get', 'name'], 'text-font': ['Noto Sans'] },
    },
  ],
});

const ring = (west: number, south: number, east: number, north: number) => [
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
];

/** The field lies about the whole of Almaty's cells and beyond them to the north. */
const FIELD_JSON = {
  type: 'FeatureCollection',
  features: [
    {
      ...{ type: 'Feature', properties: {} },
      geometry: { type: 'Polygon', coordinates: ring(76.5, 43, 77.4, 43.6) },
    },
    {
      ...{ type: 'Feature', properties: { name: 'Field' } },
      geometry: { type: 'Point', coordinates: [76.95, 43.5] },
    },
  ],
};

/** What it answers to a path; `null`: nothing, ever. */
type Answers = Map<string, { status: number; body: unknown } | null>;

/** A second local server. What it answers to a path can be changed while it runs. */
export class OtherHost {
  private constructor(
    readonly origin: string,
    readonly stop: () => void,
    private readonly answers: Answers,
  ) {}

  static async start(): Promise<OtherHost> {
    const answers: Answers = new Map();
    const server = createServer(({ url = '' }, response) => {
      const answer = answers.get(url);
      if (answer !== null) send(response, answer);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const stop = () => {
      server.close();
      server.closeAllConnections();
    };
    const host = new OtherHost(`http://127.0.0.1:${port}`, stop, answers);
    host.recover();
    return host;
  }

  /** Answers as it should. */
  recover(): void {
    this.put('/light/style.json', style('light'));
    this.put('/dark/style.json', style('dark'));
    this.put('/light/field.json', FIELD_JSON);
    this.put('/dark/field.json', FIELD_JSON);
  }

  put(path: string, body: unknown, status = 200): void {
    this.answers.set(path, { status, body });
  }

  /** Leaves whoever asks for a path without an answer. */
  keepSilent(path: string): void {
    this.answers.set(path, null);
  }
}

function send(response: ServerResponse, answer?: { status: number; body: unknown }): void {
  response.writeHead(answer?.status ?? 404, {
    'content-type': 'application/json',
    'access-control-allow-origin': '*',
  });
  response.end(typeof answer?.body === 'string' ? answer.body : JSON.stringify(answer?.body ?? {}));
}

/** A server that names the other host's styles: the real one, where OSHAQ_PROGRAM and OSHAQ_STORE tell of it. */
export async function startNaming({ origin }: OtherHost): Promise<{ origin: string; stop: () => void }> {
  const named: MapStyle = {
    light: `${origin}/light/style.json`,
    dark: `${origin}/dark/style.json`,
    origins: [origin],
  };
  const { OSHAQ_PROGRAM: program, OSHAQ_STORE: store } = process.env;
  return program === undefined || store === undefined
    ? startFixture({ mapStyle: named })
    : startProgram(program, store, named);
}

async function startProgram(program: string, store: string, { light, dark }: MapStyle) {
  const styles = ['--map-style', light, '--map-style-dark', dark ?? light];
  const child = spawn(program, ['serve', '--store', store, '--listen', '127.0.0.1:0', ...styles], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told = await new Promise<string>((resolve, reject) => {
    let text = '';
    const read = (part: Buffer) => {
      text += part.toString();
      const found = /^Oshaq is at (http:\S+)\s/m.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', () => reject(new Error(`the server ended: ${text}`)));
  });
  return { origin: told, stop: () => void child.kill('SIGTERM') };
}
