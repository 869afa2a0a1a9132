/** The page's first script: small, so that what the page will need is asked for while the rest of it is on its way. */

import { askEarly } from './state/early';
import { parseUrl } from './state/url';

askEarly(parseUrl(new URL(location.href)));
void import('./main');
