/** A term in words. */

import { day, month, t } from '../i18n/i18n.svelte';
import type { Key } from '../i18n/messages';

export function dueText(due: string): string {
  const part = /^(\d{4})-([QH])(\d)$/.exec(due);
  if (part) {
    const text = { year: part[1] ?? '', index: part[3] ?? '' };
    return part[2] === 'Q' ? t('plan.due.quarter', text) : t('plan.due.half', text);
  }
  if (/^\d{4}-\d\d$/.test(due)) return month(due);
  const years = /^(\d{4})(?:\/(\d{4}))?$/.exec(due);
  if (years) {
    const [, from = '', until] = years;
    return until === undefined ? t('plan.due.year', { year: from }) : t('plan.due.years', { from, until });
  }
  return againText(due);
}

const AGAIN: Readonly<Record<string, Key>> = {
  yearly: 'plan.due.yearly',
  'half-yearly': 'plan.due.half_yearly',
  quarterly: 'plan.due.quarterly',
  monthly: 'plan.due.monthly',
  always: 'plan.due.always',
};

function againText(due: string): string {
  const [every = '', times] = due.split(':');
  const known = AGAIN[every];
  if (known === undefined) return due;
  if (times === undefined) return t(known);
  const days = times.split(',').map((time) => {
    if (!time.includes('-')) return t(`month.${Number(time)}` as Key);
    return day(`0000-${time}`).slice(0, 5);
  });
  return `${t(known)} (${days.join(', ')})`;
}
