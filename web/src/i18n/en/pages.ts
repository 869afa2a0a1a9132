/** English: the pages of prose. The other languages must have exactly these keys. */

export const texts = {
  'method.title': 'Method and privacy',
  'method.what.title': 'What the map shows',
  'method.what.recorded':
    'For a closed month: how many offences of a category were recorded in a hexagonal cell (H3 grid), as one of five bands. The band compares the cell with the mean of published cells of the same size, per 28 days. The mean was measured when the category was first published and does not change, so neither do the bands.',
  'method.what.forecast':
    'For the month ahead: how many offences are expected to be recorded, in the same bands, with the bands of an interval. The forecast rests on recorded offences alone; it knows nothing about any person.',
  'method.what.recorded_only':
    'Recorded is not the same as committed. Where people report less, fewer offences are recorded, and the map is paler than life.',
  'method.forecast.title': 'How the forecast works, and how well',
  'method.forecast.how':
    'The core model adds up past offences of the cell and its neighbours, recent ones counting more, with weights fitted to the data. It is tested by going back in time: for each of many past weeks it sees only what was known then, and its ranking of cells is compared with what was recorded.',
  'method.forecast.read':
    'Hit rate at 5 %: the share of recorded offences that fell in the 5 % of cells ranked highest. Higher is better. Simple rules (“as many as before”) are shown beside the model, so that it can be seen what it adds.',
  'method.scores.caption': '{category}: {windows} test windows from {from} until {until}',
  'method.scores.model': 'Model',
  'method.scores.hit': 'Hit rate at {share} %',
  'method.scores.pai': 'PAI at {share} %',
  'method.scores.deviance': 'Deviance',
  'method.scores.none': 'No test has been published yet.',
  'method.not.title': 'What it must not be used for',
  'method.not.persons': 'To judge, stop or search a person: nothing here is about persons.',
  'method.not.price': 'To refuse a service, a loan or an insurance to those who live somewhere.',
  'method.not.certain': 'To say that an offence will happen, or that a place is safe.',
  'method.not.compare': 'To compare categories or sizes of cells with one another: each has its own mean.',
  'method.privacy.title': 'What protects people',
  'method.privacy.none':
    'Names, addresses, exact times and case numbers are dropped when records are read; nothing later can contain them.',
  'method.privacy.small':
    'Counts below {n} are withheld, and so are counts from which they could be worked out; all others are rounded to a multiple of {base}.',
  'method.privacy.categories':
    'Sensitive categories, and those found by police work rather than reported, are not mapped:',
  'method.privacy.page':
    'This page sets no cookies, counts no visitors and asks no other server for anything. Your choices are only in the address.',
  'method.data.title': 'Data',
  'method.data.simulated':
    'The data shown are simulated: made by a program so that national and regional totals resemble published ones. No record describes a real event.',
  'method.data.source': 'Source: {source}. Licence: {licence}. Version {version}.',
} as const;
