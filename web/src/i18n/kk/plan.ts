import type { TextsOf } from '../messages';

/** Kazakh: the action plan. */
export const texts: TextsOf<'plan'> = {
  'plan.title': 'Іс-қимыл жоспары: 55 шара',
  'plan.lead':
    'Тұжырымдаманы іске асыру жоспарының шаралары бағыттары, жауаптылары және мерзімдері бойынша. Атаулар қысқартылған, толық мәтін – құжаттың өзінде.',
  'plan.source':
    'Дереккөз: Тұжырымдаманың қосымшасы, Қазақстан Республикасы Үкіметінің 2025 жылғы 1 сәуірдегі № 200 қаулысы.',
  'plan.owner': 'Жауапты орындаушы',
  'plan.everybody': 'Барлығы',
  'plan.coming': 'Таяу мерзімдер ({day} күнінен бастап)',
  'plan.nothing': 'Бұл органның алда белгіленген мерзімі жоқ.',
  'plan.not_known':
    'Мұнда тек мерзімдер көрсетілген. Шараның орындалғаны немесе орындалмағаны туралы ашық дереккөз жоқ. Кезеңнің мерзімі – оның соңғы күні.',
  'plan.table': 'Шаралар: {direction}',
  'plan.measure': 'Шара, аяқталу нысаны, жауаптылар',
  'plan.term': 'Мерзімі',
  'plan.next': 'Келесі күні',
  'plan.owners': 'Жауапты орындаушылар: {names}',
  'plan.over': 'мерзімі өтті',
  'plan.differs': 'Қайшылық: орыс мәтінінде – {ru}, қазақ мәтінінде – {kk}.',
  'plan.by_agreement': '* келісу бойынша',
  'plan.abbreviations': 'Қысқартулар',
  'plan.due.quarter': '{year} жылғы {index}-тоқсан',
  'plan.due.half': '{year} жылғы {index}-жартыжылдық',
  'plan.due.year': '{year} жыл',
  'plan.due.years': '{from}–{until} жылдар',
  'plan.due.yearly': 'жыл сайын',
  'plan.due.half_yearly': 'жарты жыл сайын',
  'plan.due.quarterly': 'тоқсан сайын',
  'plan.due.monthly': 'ай сайын',
  'plan.due.always': 'үнемі',
  'plan.count': { one: '{n} шара', other: '{n} шара' },

  'plan.direction': 'Бағыт',
  'plan.all': 'Барлығы',
  'plan.due_is.ahead': 'Алда',
  'plan.due_is.over': 'Өтті',
  'plan.due_is.always': 'Мерзімсіз: үнемі',
  'plan.owners_differ':
    'Қайшылық: бір жауапты орган орыс мәтінінде «{ru}», қазақ мәтінінде «{kk}» деп аталған; қысқартулар тізімінде екеуінің біреуі ғана бар.',
};
