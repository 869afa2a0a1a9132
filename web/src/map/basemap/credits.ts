/** Attributions of a basemap. They come from another server as HTML, of which only the words and the links are taken. */

/** Words, and where they lead. */
export interface Credit {
  text: string;
  /** An http(s) address; `null` where it is only words. */
  href: string | null;
}

/** The words and links of attributions, in their order. */
export function creditsOf(attributions: readonly string[]): Credit[] {
  const { body } = new DOMParser().parseFromString(attributions.join(' '), 'text/html');
  return partsOf(body).filter(({ text }) => text !== '');
}

function partsOf(node: Node): Credit[] {
  if (node instanceof HTMLAnchorElement) return [{ text: words(node), href: webAddress(node.href) }];
  if (node.nodeType === Node.TEXT_NODE) return [{ text: words(node), href: null }];
  if (node instanceof HTMLScriptElement || node instanceof HTMLStyleElement) return [];
  return [...node.childNodes].flatMap(partsOf);
}

const words = (node: Node): string => (node.textContent ?? '').replaceAll(/\s+/g, ' ').trim();

const webAddress = (href: string): string | null => (/^https?:/.test(href) ? href : null);
