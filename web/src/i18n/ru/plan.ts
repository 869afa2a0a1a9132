import type { TextsOf } from '../messages';

/** Russian: the action plan. */
export const texts: TextsOf<'plan'> = {
  'plan.title': 'План действий: 55 мер',
  'plan.lead':
    'Меры плана по реализации Концепции: по направлениям, ответственным и срокам. Названия сокращены, полный текст – в самом документе.',
  'plan.source':
    'Источник: приложение к Концепции, постановление Правительства Республики Казахстан от 1 апреля 2025 года № 200.',
  'plan.owner': 'Ответственный исполнитель',
  'plan.everybody': 'Все',
  'plan.coming': 'Ближайшие сроки (с {day})',
  'plan.nothing': 'У этого органа впереди нет названных сроков.',
  'plan.not_known':
    'Здесь показаны только сроки. Открытого источника о том, выполнена ли мера, нет. Сроком периода считается его последний день.',
  'plan.table': 'Меры: {direction}',
  'plan.measure': 'Мера, форма завершения, ответственные',
  'plan.term': 'Срок',
  'plan.next': 'Ближайшая дата',
  'plan.owners': 'Ответственные исполнители: {names}',
  'plan.over': 'срок прошёл',
  'plan.differs': 'Противоречие: в русском тексте – {ru}, в казахском – {kk}.',
  'plan.by_agreement': '* по согласованию',
  'plan.abbreviations': 'Сокращения',
  'plan.due.quarter': '{index} квартал {year} года',
  'plan.due.half': '{index} полугодие {year} года',
  'plan.due.year': '{year} год',
  'plan.due.years': '{from}–{until} годы',
  'plan.due.yearly': 'ежегодно',
  'plan.due.half_yearly': 'каждое полугодие',
  'plan.due.quarterly': 'ежеквартально',
  'plan.due.monthly': 'ежемесячно',
  'plan.due.always': 'постоянно',
  'plan.count': { one: '{n} мера', few: '{n} меры', many: '{n} мер', other: '{n} меры' },

  'plan.direction': 'Направление',
  'plan.all': 'Все',
  'plan.due_is.ahead': 'Впереди',
  'plan.due_is.over': 'Прошёл',
  'plan.due_is.always': 'Без срока: постоянно',
  'plan.owners_differ':
    'Противоречие: один и тот же ответственный в русском тексте назван «{ru}», в казахском – «{kk}»; в списке сокращений есть только одно из двух.',
};
