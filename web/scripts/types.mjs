// src/api/generated.ts from the server's OpenAPI document. `npm run types` writes it; with --check it only says whether it is stale.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import prettier from 'prettier';

const source = new URL('../../server/openapi.json', import.meta.url);
const target = new URL('../src/api/generated.ts', import.meta.url);
const head = '/** Generated from server/openapi.json by `npm run types`; not to be edited. */\n';

const document = JSON.parse(await readFile(source, 'utf8'));
const options = await prettier.resolveConfig(target);
const text = await prettier.format(head + astToString(await openapiTS(document)), {
  ...options,
  parser: 'typescript',
});

if (!process.argv.includes('--check')) {
  await writeFile(target, text);
  console.log(`wrote ${target.pathname}`);
} else if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
  console.error('src/api/generated.ts is stale: run npm run types');
  process.exit(1);
}
