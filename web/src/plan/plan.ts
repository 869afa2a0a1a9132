/** The action plan's measures: facts of the annex to the Concept, with short titles of our own. */

import type { Lang } from '../state/url';
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

/** The measures of an owner; of everybody where it is `null` or unknown. */
export const measuresOf = (owner: string | null): readonly Measure[] =>
  owner === null || OWNERS[owner] === undefined
    ? MEASURES
    : MEASURES.filter(({ owners }) => owners.some(({ code }) => code === owner));
