/** The action plan's measures: facts of the annex to the Concept, with short titles of our own. */

import type { DueChoice, Lang } from '../state/url';
import { nextDue } from './due';
import file from './measures.json';

export type InLanguages = Readonly<Record<Lang, string>>;

interface PlanFile {
  source: string;
  directions: Readonly<Record<number, InLanguages>>;
  owners: Readonly<Record<string, { short: InLanguages; name: InLanguages }>>;
  forms: Readonly<Record<string, InLanguages>>;
  measures: readonly {
    n: number;
    direction: number;
    /** A term as `due.ts` reads it. */
    due: string;
    /** The term of the Kazakh text where it differs from the Russian one. */
    due_kk?: string;
    form: string;
    /** How the two texts print a responsible body where one of them prints what its list of abbreviations lacks. */
    owners_printed?: { kk: string; ru: string };
    /** Codes; a star marks those who take part by agreement. */
    owners: readonly string[];
    title: InLanguages;
  }[];
}

export const PLAN: PlanFile = file;
export const OWNERS = PLAN.owners;

export type Measure = Omit<PlanFile['measures'][number], 'owners'> & {
  owners: { code: string; byAgreement: boolean }[];
};

export const MEASURES: readonly Measure[] = PLAN.measures.map((measure) => ({
  ...measure,
  owners: measure.owners.map((owner) => ({
    code: owner.replace('*', ''),
    byAgreement: owner.endsWith('*'),
  })),
}));

/** What a reader may choose by; `null` (and an owner that nobody knows) chooses all. */
export interface PlanChoice {
  owner: string | null;
  direction: string | null;
  due: DueChoice | null;
}

/** The measures of an owner and a direction with a deadline of the kind chosen. */
export function measuresOf({ owner, direction, due }: PlanChoice, now: Date): readonly Measure[] {
  const ofOwner = ({ owners }: Measure) =>
    owner === null || OWNERS[owner] === undefined || owners.some(({ code }) => code === owner);
  return MEASURES.filter(ofOwner)
    .filter((measure) => direction === null || measure.direction === Number(direction))
    .filter((measure) => due === null || kindOf(measure.due, now) === due);
}

/** A term without an end has no deadline; every other one lies ahead or is over. */
function kindOf(due: string, now: Date): DueChoice {
  if (due === 'always') return 'always';
  return nextDue(due, now) === null ? 'over' : 'ahead';
}
