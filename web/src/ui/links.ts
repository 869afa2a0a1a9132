import { page } from '../state/page.svelte';
import type { PageState } from '../state/url';

/** Follows a link inside the page, unless the reader asked for a new tab or window; `place` names a part of it. */
export function followInPage(event: MouseEvent, change: Partial<PageState>, place = ''): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  page.go(change, place);
  scrollTo(0, 0);
}
