//! What a picture says, in each language. Bands are called as in the tables and on the page.

use super::subject::{By, Period};
use crate::http::language::Language;
use crate::publication::Publication;
pub(super) use crate::routes::tables::band_words as bands;

/// The texts of a picture.
#[derive(Debug)]
pub(super) struct Words {
    pub all: &'static str,
    pub country: &'static str,
    pub simulated: &'static str,
    pub published: &'static str,
    pub version: &'static str,
    pub no_data: &'static str,
    pub water: &'static str,
    pub and_more: &'static str,
    recorded: &'static str,
    forecast: &'static str,
    recorded_short: &'static str,
    forecast_short: &'static str,
    /// What the bands compare: cells, then areas.
    compared: [&'static str; 2],
    /// Why a colour is pale: of cells, then of areas.
    doubts: [&'static str; 2],
}

/// The texts in a language.
pub(super) fn of(language: Language) -> &'static Words {
    language.of([&KK, &RU, &EN])
}

impl Words {
    /// What a period shows, and when.
    pub(super) fn told(&self, publication: &Publication, period: Period) -> String {
        let meta = &publication.meta;
        match period {
            Period::Recorded(month) => format!("{}, {}", self.recorded, meta.months[month]),
            Period::Forecast => {
                let window = meta.forecast_window;
                let last = window.end().minus(1).unwrap_or(window.start());
                format!("{}, {} – {last}", self.forecast, window.start())
            }
        }
    }

    /// The same in short, on the map itself.
    pub(super) fn caption(&self, publication: &Publication, period: Period) -> String {
        let meta = &publication.meta;
        match period {
            Period::Recorded(month) => format!("{} · {}", meta.months[month], self.recorded_short),
            Period::Forecast => format!("{} · {}", meta.forecast_month, self.forecast_short),
        }
    }

    /// The heading of the legend.
    pub(super) fn legend(&self, by: By) -> &'static str {
        self.compared[usize::from(!matches!(by, By::Cells { .. }))]
    }

    /// Why a colour is pale.
    pub(super) fn doubt(&self, by_area: bool) -> &'static str {
        self.doubts[usize::from(by_area)]
    }
}

const KK: Words = Words {
    all: "Барлық түрлер",
    country: "Қазақстан",
    simulated: "Модельденген деректер",
    published: "жарияланды:",
    version: "нұсқа:",
    no_data: "Дерек жоқ",
    water: "Көлдер мен өзендер: Natural Earth.",
    and_more: "және одан көп",
    recorded: "Тіркелген құқық бұзушылықтар",
    forecast: "Тіркелетін құқық бұзушылықтар болжамы",
    recorded_short: "тіркелгені",
    forecast_short: "болжам",
    compared: [
        "Ұяшықтардың орташасымен салыстырғанда",
        "10 мың адамға, орташамен салыстырғанда",
    ],
    doubts: [
        "Солғын: аралық 3–5 деңгейді қамтиды",
        "Солғын: деңгейі өзгеше болуы мүмкін",
    ],
};

const RU: Words = Words {
    all: "Все виды",
    country: "Казахстан",
    simulated: "Смоделированные данные",
    published: "опубликовано:",
    version: "версия:",
    no_data: "Нет данных",
    water: "Озёра и реки: Natural Earth.",
    and_more: "и больше",
    recorded: "Зарегистрированные правонарушения",
    forecast: "Прогноз регистрируемых правонарушений",
    recorded_short: "зарегистрировано",
    forecast_short: "прогноз",
    compared: [
        "По сравнению со средним по ячейкам",
        "На 10 тысяч человек, против среднего",
    ],
    doubts: [
        "Бледнее: интервал в 3–5 уровней",
        "Бледнее: уровень может быть другим",
    ],
};

const EN: Words = Words {
    all: "All categories",
    country: "Kazakhstan",
    simulated: "Simulated data",
    published: "published",
    version: "version",
    no_data: "No data",
    water: "Lakes and rivers: Natural Earth.",
    and_more: "and more",
    recorded: "Recorded offences",
    forecast: "Forecast of recorded offences",
    recorded_short: "recorded",
    forecast_short: "forecast",
    compared: [
        "Compared with the mean of the cells",
        "Per 10,000 people, against the mean",
    ],
    doubts: [
        "Paler: interval of 3 to 5 bands",
        "Paler: it may be another band",
    ],
};
