// Generates src/api/generated.ts from the server's OpenAPI document: npm run types -- ../server/openapi.json
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const [source] = process.argv.slice(2);
if (!source) {
  console.error('which document? npm run types -- ../server/openapi.json');
  process.exit(2);
}
const document = JSON.parse(await readFile(source, 'utf8'));
const target = new URL('../src/api/generated.ts', import.meta.url);
await writeFile(target, astToString(await openapiTS(document)));
console.log(`wrote ${target.pathname}`);
