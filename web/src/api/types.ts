/** Short names of what the server answers. The shapes are generated from its OpenAPI document: `npm run types`. */

import type { components } from './generated';

type Schemas = components['schemas'];

/** Band codes of tiles and answers: 1 to 5 are the five fixed bands, 0 is "insufficient data". */
export type BandCode = Schemas['BandCode'];
/** A calendar month, `YYYY-MM`. */
export type Month = string;
export type CountState = Schemas['CountState'];
export type Withheld = Schemas['Withheld'];
export type Named = Schemas['Named'];
export type Current = Schemas['Current'];
export type Band = Schemas['Band'];
export type Category = Schemas['Category'];
export type Meta = Schemas['Meta'];
export type Unit = Schemas['Unit'];
export type UnitMonths = Schemas['UnitMonths'];
export type ByDistrict = Schemas['ByDistrict'];
export type District = Schemas['DistrictMonths'];
export type UnitComparison = Schemas['UnitComparison'];
export type Cell = Schemas['Cell'];
export type CellMonth = Schemas['CellMonth'];
export type CellForecast = Schemas['CellForecast'];
export type ExplanationShare = Schemas['ExplanationShare'];
export type RankedCell = Schemas['RankedCell'];
export type ModelScore = Schemas['ModelScores'];
export type Scores = Schemas['Scores'];
/** Shares of cells, in per cent, as keys: `"1"`, `"2"`, `"5"`, `"10"`, `"20"`. */
export type ByShare = ModelScore['hit_rate'];
export type Scoreboard = Schemas['Scoreboard'];
export type Reading = Schemas['Reading'];
export type Status = Schemas['Status'];
export type TargetSeries = Schemas['TargetSeries'];
export type Observation = Schemas['Observation'];
export type TargetStatus = Schemas['TargetStatus'];
export type NoProbability = Schemas['NoProbability'];
export type Projection = Schemas['Projection'];
export type ProjectedYear = Schemas['ProjectedYear'];
export type Contradiction = Schemas['Contradiction'];
export type SeriesBreak = Schemas['SeriesBreak'];
/** A text in the three languages. */
export type Texts = Pick<Contradiction, 'text_kk' | 'text_ru' | 'text_en'>;
export type Indicator = Schemas['Indicator'];
export type Indicators = Schemas['Indicators'];
export type OffencesByUnit = Schemas['OffencesByUnit'];
export type UnitsOfYear = Schemas['UnitsOfYear'];
export type UnitOffences = Schemas['UnitOffences'];
export type UnitPlace = Schemas['UnitPlace'];
export type CategoryFigure = Schemas['CategoryFigure'];
export type FigureContradiction = Schemas['FigureContradiction'];
