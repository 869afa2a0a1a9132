/**
 * The one ramp: the map, its legend and the charts take their band colours here and nowhere else.
 * Lightness changes in one direction from band 1 to band 5, so the order survives colour blindness and
 * greyscale; no pair asks the eye to tell red from green (ramp.test.ts measures both).
 */

import type { BandCode } from '../api/types';
import type { Theme } from '../state/url';

/** The five fixed bands, lowest first. */
export const BANDS = [1, 2, 3, 4, 5] as const satisfies readonly BandCode[];
export type RiskBand = (typeof BANDS)[number];

/** Band code of "insufficient data". */
export const INSUFFICIENT = 0 satisfies BandCode;

const LIGHT: Readonly<Record<RiskBand, string>> = {
  1: '#fbe3b5',
  2: '#f5b26b',
  3: '#dc7269',
  4: '#9c4283',
  5: '#47246b',
};

/** On a dark page the ramp turns round: what stands out most against the ground is the highest band. */
const DARK: Readonly<Record<RiskBand, string>> = {
  1: '#3d3070',
  2: '#8d519c',
  3: '#de7c86',
  4: '#f4b26c',
  5: '#fdedc0',
};

/**
 * The same lightness with less colour, for a band that is not sure: lightness still tells the band, so that it is not
 * taken for a lower one. Each is its colour above with the chroma times 0.45 in OKLab (Ottosson 2020).
 */
const LIGHT_UNSURE: Readonly<Record<RiskBand, string>> = {
  1: '#efe5d1',
  2: '#dabb9e',
  3: '#b88882',
  4: '#825a75',
  5: '#3f3250',
};

const DARK_UNSURE: Readonly<Record<RiskBand, string>> = {
  1: '#3c3955',
  2: '#7c6283',
  3: '#bd9093',
  4: '#d9bb9e',
  5: '#f5edda',
};

export const bandColour = (band: RiskBand, theme: Theme): string => (theme === 'dark' ? DARK : LIGHT)[band];

/** The colour of a band whose interval is wide. */
export const unsureColour = (band: RiskBand, theme: Theme): string =>
  (theme === 'dark' ? DARK_UNSURE : LIGHT_UNSURE)[band];

/** Everything that the map draws and that is not a band. */
export interface Ground {
  outside: string;
  land: string;
  water: string;
  unitLine: string;
  cellLine: string;
  label: string;
  labelHalo: string;
  selected: string;
  hatch: string;
  hatchGround: string;
  doubt: string;
}

const GROUND: Readonly<Record<Theme, Ground>> = {
  light: {
    outside: '#dfe4ea',
    land: '#f8f8f5',
    water: '#c3d6e6',
    unitLine: '#6b7480',
    cellLine: '#ffffff',
    label: '#1c2430',
    labelHalo: '#ffffff',
    selected: '#00343f',
    hatch: '#7b828b',
    hatchGround: '#e9ebee',
    doubt: '#10151c',
  },
  dark: {
    outside: '#0c1117',
    land: '#1b222b',
    water: '#12304a',
    unitLine: '#8a95a3',
    cellLine: '#10151c',
    label: '#f2f4f7',
    labelHalo: '#10151c',
    selected: '#7fe7ff',
    hatch: '#97a1ad',
    hatchGround: '#2a323c',
    doubt: '#ffffff',
  },
};

export const groundOf = (theme: Theme): Ground => GROUND[theme];
