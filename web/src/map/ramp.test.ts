/**
 * Measures the ramp. Colour blindness is simulated with the matrices of Machado, Oliveira and Fernandes (2009),
 * "A physiologically-based model for simulation of color vision deficiency", severity 1.0, in linear RGB;
 * differences are CIE76 in CIELAB (D65).
 */

import { describe, expect, it } from 'vitest';
import type { Theme } from '../state/url';
import { rgb } from './patterns';
import { BANDS, bandColour, groundOf, unsureColour } from './ramp';

type Triple = [number, number, number];

const VISIONS: Record<string, Triple[]> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const linear = (channel: number) =>
  channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4;

function seen(colour: string, vision: string): Triple {
  const light = rgb(colour).map(linear);
  const matrix = VISIONS[vision] ?? [];
  return matrix.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, weight, i) => sum + weight * (light[i] ?? 0), 0),
      ),
    ),
  ) as Triple;
}

function lab([r, g, b]: Triple): Triple {
  const x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047;
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883;
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  return [116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))];
}

const difference = (a: Triple, b: Triple) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

describe.each(['light', 'dark'] as Theme[])('the %s ramp', (theme) => {
  const colours = BANDS.map((band) => bandColour(band, theme));

  it.each(Object.keys(VISIONS))('tells neighbouring bands apart with %s vision', (vision) => {
    const labs = colours.map((colour) => lab(seen(colour, vision)));
    for (let i = 1; i < labs.length; i += 1) {
      expect(difference(labs[i - 1] as Triple, labs[i] as Triple)).toBeGreaterThan(15);
    }
  });

  it.each(Object.keys(VISIONS))('keeps its order in lightness with %s vision', (vision) => {
    const lightness = colours.map((colour) => lab(seen(colour, vision))[0]);
    const steps = lightness.slice(1).map((value, i) => value - (lightness[i] ?? 0));
    const direction = theme === 'light' ? -1 : 1;
    for (const step of steps) expect(step * direction).toBeGreaterThan(6);
  });

  it('loses colour and no lightness where a band is not sure', () => {
    for (const band of BANDS) {
      const [sure, unsure] = [bandColour(band, theme), unsureColour(band, theme)].map((colour) =>
        lab(seen(colour, 'full')),
      ) as [Triple, Triple];
      expect(Math.abs(sure[0] - unsure[0])).toBeLessThan(3);
      expect(Math.hypot(unsure[1], unsure[2])).toBeLessThan(0.6 * Math.hypot(sure[1], sure[2]));
    }
  });

  it.each(Object.keys(VISIONS))('tells unsure bands apart, and from the ground, with %s vision', (vision) => {
    const grounds = [groundOf(theme).land, ...BANDS.map((band) => unsureColour(band, theme))];
    const labs = grounds.map((colour) => lab(seen(colour, vision)));
    for (let i = 1; i < labs.length; i += 1) {
      expect(difference(labs[i - 1] as Triple, labs[i] as Triple)).toBeGreaterThan(i === 1 ? 8 : 13);
    }
  });

  it('stands off from the ground without a cell', () => {
    const land = lab(seen(groundOf(theme).land, 'full'));
    for (const colour of colours) expect(difference(lab(seen(colour, 'full')), land)).toBeGreaterThan(15);
  });
});
