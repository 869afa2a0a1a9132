/** Height of an embedded map. Units: CSS pixels. */
const FRAME_HEIGHT_PX = 480;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };

const attribute = (text: string): string => text.replace(/[&"<>]/g, (letter) => ENTITIES[letter] ?? letter);

/** HTML that shows the map at an address inside another page. */
export const frameCode = (address: string, title: string): string =>
  `<iframe src="${attribute(address)}" title="${attribute(title)}" width="100%" height="${FRAME_HEIGHT_PX}" loading="lazy" style="border:0"></iframe>`;
