import { expect, it } from 'vitest';
import { frameCode } from './frame';

it('a frame cannot be left by what stands in its address or title', () => {
  expect(frameCode('https://oshaq.example/embed?cat=theft&lang=kk', '"><script>')).toBe(
    '<iframe src="https://oshaq.example/embed?cat=theft&amp;lang=kk" title="&quot;&gt;&lt;script&gt;" width="100%" height="480" loading="lazy" style="border:0"></iframe>',
  );
});
