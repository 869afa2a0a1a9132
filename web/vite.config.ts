import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { firstLoadGroups, preloadPage } from './scripts/firstload.ts';

/** The server that answers `/api`, `/tiles` and `/tilejson` while the page is served by `vite dev`. */
const apiOrigin = process.env.OSHAQ_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte(), preloadPage()],
  build: {
    target: 'es2022',
    // Nothing is inlined as a data URL: the content security policy names 'self' alone for fonts and scripts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: firstLoadGroups } },
  },
  worker: { format: 'es' },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/tiles', '/tilejson', '/values', '/current.json', '/tables'].map((path) => [path, apiOrigin]),
    ),
  },
});
