/**
 * How the first load is packed: the small script that asks for data early, and one script with everything that the map
 * page cannot do without. Each request costs a slow line a round trip, and many small files wait for each other.
 */

import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';

const FIRST = '/src/boot.ts';
const PAGE = '/src/main.ts';

interface Graph {
  getModuleInfo: (id: string) => { importers: string[] } | null;
}

/** Whether a module is part of what `entry` imports without being asked. */
function neededBy(entry: string, id: string, graph: Graph, seen = new Set<string>()): boolean {
  if (id.endsWith(entry)) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  return graph.getModuleInfo(id)?.importers.some((by) => neededBy(entry, by, graph, seen)) ?? false;
}

/** Rolldown's groups. */
export const firstLoadGroups: Rolldown.CodeSplittingOptions = {
  groups: [
    { debugName: 'boot', name: (id, graph) => (neededBy(FIRST, id, graph) ? 'boot' : null), priority: 2 },
    { debugName: 'page', name: (id, graph) => (neededBy(PAGE, id, graph) ? 'page' : null), priority: 1 },
  ],
};

/** Names the page's script and style sheet in index.html, so that they come beside the first script and not after it. */
export function preloadPage(): Plugin {
  return {
    name: 'preload-page',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
        // The page's entry, and the chunk that holds what it imports.
        const needed = chunks.filter(({ facadeModuleId, moduleIds }) =>
          [facadeModuleId, ...moduleIds].some((id) => id?.endsWith(PAGE)),
        );
        if (needed.length === 0) throw new Error(`no chunk holds ${PAGE}`);
        const styles = new Set(needed.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]));
        const tag = (rel: string, file: string): HtmlTagDescriptor => ({
          tag: 'link',
          attrs: { rel, crossorigin: true, href: `/${file}` },
          injectTo: 'head',
        });
        return [
          ...needed.map(({ fileName }) => tag('modulepreload', fileName)),
          ...[...styles].map((file) => tag('stylesheet', file)),
        ];
      },
    },
  };
}
