//! What the tables say, in each language. The bands are called as on the map.

use crate::language::Language;

/// The texts of the page; `{base}` and `{level}` stand for the surface's own figures.
#[derive(Debug)]
pub(super) struct Words {
    pub title: &'static str,
    pub what: &'static str,
    pub simulated: &'static str,
    pub published: &'static str,
    pub version: &'static str,
    pub language: &'static str,
    pub category: &'static str,
    pub all: &'static str,
    pub by_unit: &'static str,
    pub withheld: &'static str,
    pub unit: &'static str,
    pub population: &'static str,
    pub per_10k: &'static str,
    pub highest: &'static str,
    pub none: &'static str,
    pub place: &'static str,
    pub band: &'static str,
    pub interval: &'static str,
    /// By code: insufficient data, then the five bands.
    pub bands: [&'static str; 6],
    pub not_a_prediction: &'static str,
    pub to_the_map: &'static str,
}

/// The texts in a language.
pub(super) fn words(language: Language) -> &'static Words {
    language.of([&KK, &RU, &EN])
}

const KK: Words = Words {
    title: "Тіркелген құқық бұзушылықтар",
    what: "Жария криминогендік тәуекелдер картасының деректері кесте түрінде: JavaScript қажет емес.",
    simulated: "Модельденген деректер",
    published: "Жарияланды:",
    version: "Нұсқа:",
    language: "Тіл",
    category: "Құқық бұзушылық түрі",
    all: "Барлық санаттар",
    by_unit: "Өңірлер бойынша",
    withheld: "Сандар {base} санына еселі болып дөңгелектелген. «–» белгісі: шағын сан немесе шағын санды қорғайтын сан жасырылған.",
    unit: "Өңір",
    population: "Халқы",
    per_10k: "Соңғы айда 10 мың адамға",
    highest: "Болжам деңгейі ең жоғары ұяшықтар",
    none: "Бірде-бір ұяшық жарияланбаған.",
    place: "Орталығы (ендік, бойлық)",
    band: "Деңгейі",
    interval: "{level} % аралығының деңгейлері",
    bands: [
        "Дерек жеткіліксіз",
        "Орташадан әлдеқайда төмен",
        "Орташадан төмен",
        "Орташадан жоғары",
        "Орташадан әлдеқайда жоғары",
        "Орташадан бірнеше есе жоғары",
    ],
    not_a_prediction: "Кесте тіркелген құқық бұзушылықтар мен орындар туралы, адамдар туралы емес. Деңгейдің жоғары болуы құқық бұзушылық жасалады дегенді білдірмейді.",
    to_the_map: "Картаға өту",
};

const RU: Words = Words {
    title: "Зарегистрированные правонарушения",
    what: "Данные публичной карты криминогенных рисков таблицами: JavaScript не нужен.",
    simulated: "Смоделированные данные",
    published: "Опубликовано:",
    version: "Версия:",
    language: "Язык",
    category: "Вид правонарушений",
    all: "Все категории",
    by_unit: "По регионам",
    withheld: "Числа округлены до кратных {base}. Знак «–»: малое число или число, защищающее малое, скрыто.",
    unit: "Регион",
    population: "Население",
    per_10k: "На 10 тыс. человек в последнем месяце",
    highest: "Ячейки с самыми высокими уровнями прогноза",
    none: "Не опубликовано ни одной ячейки.",
    place: "Центр (широта, долгота)",
    band: "Уровень",
    interval: "Уровни интервала {level} %",
    bands: [
        "Недостаточно данных",
        "Намного ниже среднего",
        "Ниже среднего",
        "Выше среднего",
        "Намного выше среднего",
        "Многократно выше среднего",
    ],
    not_a_prediction: "Таблицы говорят о зарегистрированных правонарушениях и местах, не о людях. Высокий уровень не означает, что правонарушение произойдёт.",
    to_the_map: "К карте",
};

const EN: Words = Words {
    title: "Recorded offences",
    what: "The data of the public map of criminogenic risks as tables: no JavaScript is needed.",
    simulated: "Simulated data",
    published: "Published:",
    version: "Version:",
    language: "Language",
    category: "Category of offences",
    all: "All categories",
    by_unit: "By region",
    withheld: "Numbers are rounded to multiples of {base}. A dash: a small number, or one that protects a small one, is withheld.",
    unit: "Region",
    population: "Population",
    per_10k: "Per 10,000 people in the last month",
    highest: "Cells with the highest forecast bands",
    none: "No cell is published.",
    place: "Centre (latitude, longitude)",
    band: "Band",
    interval: "Bands of the {level} % interval",
    bands: [
        "Insufficient data",
        "Well below the mean",
        "Below the mean",
        "Above the mean",
        "Well above the mean",
        "Far above the mean",
    ],
    not_a_prediction: "The tables are about offences that were recorded and places, never about people. A high band does not say that an offence will happen.",
    to_the_map: "To the map",
};
