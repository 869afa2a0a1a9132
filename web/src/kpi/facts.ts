/**
 * What the facts say about themselves (sources, places, doubts), which is written in English, in the other languages.
 * A text that is not known here stays as it is; a test names those of the facts that are missing.
 */

import type { Lang } from '../state/url';

type Translated = Readonly<Record<Exclude<Lang, 'en'>, string>>;

const TEXTS: Readonly<Record<string, Translated>> = {
  'WJP Rule of Law Index historical data file, 2023 edition': {
    kk: 'WJP Құқық үстемдігі индексінің тарихи деректер файлы, 2023 жылғы басылым',
    ru: 'файл исторических данных Индекса верховенства права WJP, издание 2023 года',
  },
  'press report of the 2024 edition, rank 65 of 142': {
    kk: '2024 жылғы басылым туралы баспасөз хабары, 142 елдің ішінде 65-орын',
    ru: 'сообщение прессы об издании 2024 года, 65-е место из 142',
  },
  'press reports of the 2025 edition, rank 66 of 143': {
    kk: '2025 жылғы басылым туралы баспасөз хабарлары, 143 елдің ішінде 66-орын',
    ru: 'сообщения прессы об издании 2025 года, 66-е место из 143',
  },
  'UN E-Government Survey, EGDI rank': {
    kk: 'БҰҰ-ның электрондық үкімет шолуы, EGDI орны',
    ru: 'обзор ООН по электронному правительству, место по EGDI',
  },
  'Committee on Legal Statistics totals as reported in the press (crimes and misdemeanours)': {
    kk: 'Құқықтық статистика комитетінің баспасөзде жарияланған жиынтығы (қылмыстар мен қылмыстық теріс қылықтар)',
    ru: 'итоги Комитета по правовой статистике по сообщениям прессы (преступления и уголовные проступки)',
  },
  'computed: the totals above over the mean of the two 1-January populations': {
    kk: 'есептелген: жоғарыдағы жиынтық екі 1 қаңтардағы халық санының орташасына бөлінген',
    ru: 'вычислено: итоги выше, делённые на среднее населения на два 1 января',
  },
  'Bureau of National Statistics survey as reported in the press': {
    kk: 'Ұлттық статистика бюросының сауалнамасы, баспасөз хабары бойынша',
    ru: 'опрос Бюро национальной статистики по сообщениям прессы',
  },
  'Bureau of National Statistics': {
    kk: 'Ұлттық статистика бюросы',
    ru: 'Бюро национальной статистики',
  },
  'the Concept, section 2': { kk: 'Тұжырымдама, 2-бөлім', ru: 'Концепция, раздел 2' },
  'WJP revises back data: the 2020 edition gives 2015=0.4960, 2016=0.5026, 2018=0.5139': {
    kk: 'WJP бұрынғы деректерді қайта қарайды: 2020 жылғы басылымда 2015 = 0,4960, 2016 = 0,5026, 2018 = 0,5139',
    ru: 'WJP пересматривает прошлые данные: в издании 2020 года 2015 = 0,4960, 2016 = 0,5026, 2018 = 0,5139',
  },
  'another press report says 0.54': {
    kk: 'басқа баспасөз хабары 0,54 дейді',
    ru: 'другое сообщение прессы называет 0,54',
  },
  'rounded to hundreds': { kk: 'жүздікке дейін дөңгелектелген', ru: 'округлено до сотен' },
  '2021-census re-base: rates before and after 2022 are not comparable': {
    kk: '2021 жылғы санақтан кейінгі қайта есептеу: 2022 жылға дейінгі және кейінгі деңгейлер салыстырылмайды',
    ru: 'пересчёт по переписи 2021 года: уровни до и после 2022 года несопоставимы',
  },
  'another report of the same wave says 64.0': {
    kk: 'сол сауалнама туралы басқа хабарлама 64,0 дейді',
    ru: 'другое сообщение о том же опросе называет 64,0',
  },
  'published 2020 total is 162.8 thousand; 236594 looks like 2019': {
    kk: '2020 жылға жарияланған жиынтық – 162,8 мың; 236 594 саны 2019 жылдыкіне ұқсайды',
    ru: 'опубликованный итог 2020 года – 162,8 тысячи; 236 594 похоже на 2019 год',
  },
  '5 % below the published 132778; perhaps a narrower scope': {
    kk: 'жарияланған 132 778 санынан 5 % аз; бәлкім, қамту ауқымы тарырақ',
    ru: 'на 5 % меньше опубликованных 132 778; возможно, охват уже',
  },
  'annex (action plan), target indicator 5': {
    kk: 'қосымша (іс-қимыл жоспары), нысаналы 5-индикатор',
    ru: 'приложение (план действий), целевой индикатор 5',
  },
  'section 6, direction 5': { kk: '6-бөлім, 5-бағыт', ru: 'раздел 6, направление 5' },
  'section 6, table': { kk: '6-бөлім, кесте', ru: 'раздел 6, таблица' },
  'all three places agree': { kk: 'үш жерде де бірдей', ru: 'во всех трёх местах одинаково' },
  '2030 is "-" in the table: the series comes from the National Development Plan to 2029': {
    kk: 'кестеде 2030 жылға «-» тұр: қатар 2029 жылға дейінгі Ұлттық даму жоспарынан алынған',
    ru: 'в таблице на 2030 год «-»: ряд взят из Национального плана развития до 2029 года',
  },
  'titled satisfaction with services, measured as the EGDI rank; EGDI appears in even years only, so 2025, 2027 and 2029 cannot be observed':
    {
      kk: 'қызметтерге қанағаттану деп аталады, EGDI орнымен өлшенеді; EGDI тек жұп жылдары шығады, сондықтан 2025, 2027 және 2029 жылдары өлшенбейді',
      ru: 'названо удовлетворённостью услугами, измеряется местом по EGDI; EGDI выходит только по чётным годам, поэтому 2025, 2027 и 2029 не наблюдаются',
    },
  'disagrees with the table and the action plan': {
    kk: 'кестемен және іс-қимыл жоспарымен сәйкес келмейді',
    ru: 'расходится с таблицей и планом действий',
  },
  'disagrees with the text of section 6': {
    kk: '6-бөлімнің мәтінімен сәйкес келмейді',
    ru: 'расходится с текстом раздела 6',
  },
  'five values under six year columns; read against the action plan the missing one is 2025 = 60': {
    kk: 'алты жылдық бағанның астында бес мән тұр; іс-қимыл жоспарымен салыстырғанда жетіспейтіні – 2025 жылғы 60',
    ru: 'пять значений под шестью годами; по плану действий недостаёт 60 за 2025 год',
  },
  'Form 1-M, Committee on Legal Statistics (PDDL); average population of the year, Bureau of National Statistics':
    {
      kk: '1-М нысаны, Құқықтық статистика комитеті (PDDL); жылдың орташа халық саны, Ұлттық статистика бюросы',
      ru: 'форма 1-М, Комитет по правовой статистике (PDDL); среднее население за год, Бюро национальной статистики',
    },
};

/** Texts that differ by a number only: `$1` stands for it. */
const PATTERNS: readonly (readonly [RegExp, Translated])[] = [
  [
    /^section 6, direction (\d); table; action plan$/,
    {
      kk: '6-бөлім, $1-бағыт; кесте; іс-қимыл жоспары',
      ru: 'раздел 6, направление $1; таблица; план действий',
    },
  ],
  [
    /^(\d+) % reduction in the Concept$/,
    { kk: 'Тұжырымдамада $1 % төмендету', ru: 'в Концепции снижение на $1 %' },
  ],
];

/** A fact's text in a language; `null` where it is not translated. */
export function translated(text: string, lang: Lang): string | null {
  if (lang === 'en') return text;
  const known = TEXTS[text];
  if (known !== undefined) return known[lang];
  const found = PATTERNS.find(([pattern]) => pattern.test(text));
  return found === undefined ? null : text.replace(found[0], found[1][lang]);
}

export const factText = (text: string, lang: Lang): string => translated(text, lang) ?? text;
