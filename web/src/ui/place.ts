/** Brings the part of the page that the address names (`#offences`) into view, once it is there. */
export function showPlace(): void {
  const place = decodeURIComponent(location.hash.slice(1));
  if (place !== '') document.getElementById(place)?.scrollIntoView();
}
