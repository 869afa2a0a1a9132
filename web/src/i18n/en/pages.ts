/** English: the pages of prose. The other languages must have exactly these keys. */

export const texts = {
  'method.title': 'Method',
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
  'method.columns.title': 'Columns of the files',
  'method.columns.what':
    'What a file of the map holds, in CSV or GeoJSON. The licence and the version stand in every file; “Share, cite, embed or print” on the map gives the words to cite it by.',
  'method.model.stack': 'This site’s model',
  'method.model.kernel_mixture': 'Kernel mixture: decaying sums of the cell and its surroundings',
  'method.model.historic_count': 'As many as ever before',
  'method.model.count_365d': 'As many as in the last 365 days',
  'method.model.count_60d': 'As many as in the last 60 days',
  'method.model.last_window': 'As many as in the last window',
  'method.model.ring_kde': 'Smoothed over the surroundings',
  'privacy.reason.sensitive':
    'Because the victims could be recognised (published for whole regions and years only):',
  'privacy.reason.police_discovered':
    'Because they are found mostly where police look for them, so a map would show patrols rather than offences:',
  'privacy.reason.not_place_based':
    'Because they are not bound to a place (for example, they happen by telephone or internet):',
  'privacy.reason.not_forecast': 'Because no forecast of them is published:',
  'method.not.title': 'What it must not be used for',
  'method.not.persons': 'To judge, stop or search a person: nothing here is about persons.',
  'method.not.price': 'To refuse a service, a loan or an insurance to those who live somewhere.',
  'method.not.certain': 'To say that an offence will happen, or that a place is safe.',
  'method.not.compare': 'To compare categories or sizes of cells with one another: each has its own mean.',
  'privacy.none':
    'Names, addresses, exact times and case numbers are dropped when records are read; nothing later can contain them.',
  'privacy.small':
    'Counts below {n} are withheld, and so are counts from which they could be worked out; all others are rounded to a multiple of {base}.',
  'privacy.categories': 'These categories are not mapped:',
  'privacy.page': 'This page sets no cookies and counts no visitors. Your choices are only in the address.',
  'privacy.page.alone': 'It asks no other server for anything.',
  'privacy.page.basemap':
    'The background of the map comes from another server: {hosts}. When you open the map, your browser asks there for the part that you look at. Whoever runs that server can see your IP address and which place you look at, but not which category, month or cell you chose.',
  'method.data.title': 'Data',
  'method.data.simulated':
    'The data shown are simulated: made by a program so that national and regional totals resemble published ones. No record describes a real event.',
  'method.data.source': 'Source: {source}. Licence: {licence}. Version {version}.',

  'method.lead':
    'What the numbers are, how the forecast works, how well it did, and what it must not be used for.',
  'method.privacy.link': 'What is withheld, and why',
  'method.kpi': 'How the projection of the five indicators and their chances are made is told on their page.',
  'method.kpi.link': 'Indicators: projection',
  'method.forecast.core':
    'The number expected in a cell is a sum: for the cell itself and for the rings of cells around it, its own category and others, past records count less the older they are (eight half-lives). The weights of the sum cannot be negative and are fitted by maximum likelihood. Around the expected number lies a negative binomial distribution, from which the interval comes.',
  'method.board.title': 'Published forecasts and what was recorded since',
  'method.board.what':
    'When the month of a forecast is closed and published, every forecast made public is compared with what was recorded, cell by cell, from published bands only. Beside it stands the simplest rule: the band of the last closed month once more. The two are held against each other only where that month was published as well: a withheld month cannot be repeated.',
  'method.board.busy':
    'Of most cells so few offences are recorded in a month that the number is withheld; they are not compared. The cells that are left are those of busy months, so “recorded higher” is told more often here than it would be over all cells.',
  'method.board.none': 'No published forecast’s month has been closed and published yet.',
  'method.board.category': 'Category',
  'method.board.month': 'Month',
  'method.board.compared': 'Cells compared',
  'method.board.withheld': 'Cells not compared',
  'method.board.model': 'Model',
  'method.board.same': 'Right band',
  'method.board.repeatable': 'Cells with a band to repeat',
  'method.board.thereSame': 'Right there: forecast',
  'method.board.naive': 'Right there: simple rule',
  'method.board.inside': 'Inside the interval',
  'method.board.higher': 'Recorded higher',
  'method.board.lower': 'Recorded lower',
  'method.board.caption': '{category}: published forecasts judged',
  'privacy.title': 'Privacy: what is withheld, and why',
  'privacy.lead':
    'The map speaks of places and months, never of persons. What could point at a person is left out before anything is published. This page says what, by which rule, and what the rules cannot do.',
  'privacy.withheld.title': 'What is withheld',
  'privacy.few':
    'A cell in which too few offences were recorded over the whole time shows no band: “insufficient data”.',
  'privacy.months':
    'Only closed months are told, never days or hours. A forecast is told in bands, never as a number.',
  'privacy.repeated':
    'A month once told is repeated as it was in every later version. Before a version is published, a program plays an attacker who kept all earlier ones; where he could work out an exact number, the version is refused.',
  'privacy.forms':
    'Official figures of statistical forms, on the page of indicators, are told as the form prints them, not rounded: the Committee publishes them itself. Only whole regions and whole years, totals, categories and their articles are told, of sensitive categories, too; never who was harmed or suspected. Numbers below {n}, zero among them, are withheld. Where a withheld number would follow exactly, from one sum, from the other regions or from several sums together, the smallest of its neighbours in these sums is withheld with it. Withheld numbers may still be narrowed down to a range.',
  'privacy.limits.title': 'What the rules cannot do',
  'privacy.limits.known':
    'Whoever already knows of an event can find the month and the cell in which it was recorded. The rules keep numbers from telling more than that.',
  'privacy.limits.places':
    'A band says something about a place, and so about all who live there. It must not be turned against them.',
  'privacy.limits.link': 'What the map must not be used for',
  'privacy.page.title': 'This page itself',
  'changes.title': 'Change log',
  'changes.lead':
    'Every version that was published, newest first, and what it changed. A version never changes after it is published; a month that two versions have is the same in both.',
  'changes.feed': 'Follow by Atom feed',
  'changes.json': 'The same as JSON',
  'changes.simulated': 'Simulated data.',
  'changes.months': 'Closed months: {from} – {until}.',
  'changes.forecast': 'Forecast: {month}.',
  'changes.first': 'The first version.',
  'changes.added': 'Added: {what}.',
  'changes.removed': 'No longer contained: {what}.',
  'changes.not_served': 'Its tiles are no longer served.',
  'changes.more': 'Earlier versions',
  'glossary.title': 'Glossary',
  'glossary.lead':
    'One word for each idea, the same on every page, in the files and in the API; beside it the words of the other two languages.',
} as const;
