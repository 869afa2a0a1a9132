/** Scales and ticks of the charts. */

/** Maps the interval `from` linearly onto `onto`. An empty interval maps to the middle. */
export function linear(from: readonly [number, number], onto: readonly [number, number]) {
  const span = from[1] - from[0];
  return (value: number): number =>
    span === 0 ? (onto[0] + onto[1]) / 2 : onto[0] + ((value - from[0]) / span) * (onto[1] - onto[0]);
}

/** Round numbers (1, 2 or 5 times a power of ten) that cover `low` to `high` in about `count` steps. */
export function ticks(low: number, high: number, count = 5): number[] {
  if (!(high > low)) return [low];
  const step = roundStep((high - low) / count);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step));
}

function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((known) => known * power >= raw * 0.999) ?? 10;
  return factor * power;
}

/** Removes the binary noise of a product such as 3 × 0.1. */
const tidy = (value: number): number => Number(value.toPrecision(12));
