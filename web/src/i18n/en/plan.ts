/** English: the action plan. The other languages must have exactly these keys. */

export const texts = {
  'plan.title': 'The action plan: 55 measures',
  'plan.lead':
    'The measures that carry out the Concept, by direction, owner and deadline. Titles are shortened; the document itself has the full text.',
  'plan.source':
    'Source: annex to the Concept, Resolution of the Government of Kazakhstan No. 200 of 1 April 2025.',
  'plan.owner': 'Responsible body',
  'plan.everybody': 'All',
  'plan.coming': 'What falls due next (from {day})',
  'plan.nothing': 'This body has no stated deadline ahead.',
  'plan.not_known':
    'Only deadlines are shown here. No open source says whether a measure was carried out. A period falls due on its last day.',
  'plan.table': 'Measures: {direction}',
  'plan.measure': 'Measure, form of completion, owners',
  'plan.term': 'Deadline',
  'plan.next': 'Next date',
  'plan.owners': 'Owners: {names}',
  'plan.over': 'deadline passed',
  'plan.differs': 'Contradiction: the Russian text says {ru}, the Kazakh text {kk}.',
  'plan.by_agreement': '* by agreement',
  'plan.abbreviations': 'Abbreviations',
  'plan.due.quarter': 'quarter {index} of {year}',
  'plan.due.half': 'half-year {index} of {year}',
  'plan.due.year': '{year}',
  'plan.due.years': '{from}–{until}',
  'plan.due.yearly': 'every year',
  'plan.due.half_yearly': 'every half-year',
  'plan.due.quarterly': 'every quarter',
  'plan.due.monthly': 'every month',
  'plan.due.always': 'all the time',
  'plan.count': { one: '{n} measure', other: '{n} measures' },

  'plan.direction': 'Direction',
  'plan.all': 'All',
  'plan.due_is.ahead': 'Ahead',
  'plan.due_is.over': 'Passed',
  'plan.due_is.always': 'None: all the time',
  'plan.owners_differ':
    'Contradiction: for one responsible body the Russian text prints “{ru}”, the Kazakh text “{kk}”; the list of abbreviations has only one of the two.',
} as const;
