//! What a picture shows, as the request of `oshaq-snapshot`.

use oshaq_domain::{CategorySlug, Kato};
use serde::Serialize;
use serde_json::json;

use crate::language::Language;
use crate::problem::Problem;
use crate::publication::Publication;
use crate::question;
use crate::values::{Lattice, Row};

/// Pixels of a picture.
const SIZE: (u32, u32) = (1200, 900);

/// Most cells drawn; with more, coarser ones are taken.
const MAX_CELLS: usize = 20_000;

/// Colours of the bands, insufficient data first; the page's ramp for a light ground.
const COLOURS: [&str; 6] = [
    "#c9ccd1", "#fbe3b5", "#f5b26b", "#dc7269", "#9c4283", "#47246b",
];

const LAND: &str = "#f8f8f5";
const BORDER: &str = "#6b7480";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Period {
    Recorded(usize),
    Forecast,
}

impl Period {
    fn band(self, row: Row) -> u8 {
        match self {
            Self::Recorded(month) => row.band(month),
            Self::Forecast => row.forecast().band,
        }
    }
}

/// What a picture shows; equal subjects give equal pictures.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Subject {
    version: String,
    unit: Option<Kato>,
    category: CategorySlug,
    series: usize,
    period: Period,
    language: Language,
}

impl Subject {
    pub(crate) fn of(
        publication: &Publication,
        unit: Option<&str>,
        category: Option<&str>,
        period: Option<&str>,
        language: Language,
    ) -> Result<Self, Problem> {
        let category = question::slug(category)?;
        Ok(Self {
            version: publication.version.to_string(),
            unit: unit
                .map(|text| question::unit(publication, text))
                .transpose()?,
            series: question::mapped(publication, &category)?,
            category,
            period: read_period(publication, period)?,
            language,
        })
    }
}

fn read_period(publication: &Publication, text: Option<&str>) -> Result<Period, Problem> {
    let windows = &publication.windows;
    match text {
        None => Ok(Period::Forecast),
        Some(text) if text == windows.forecast => Ok(Period::Forecast),
        Some(text) => windows.recorded.iter().position(|own| own == text).map(Period::Recorded).ok_or_else(|| {
            Problem::not_found("unknown-period", format!("there is no such period; the forecast is {}, closed months are written like r202512", windows.forecast))
        }),
    }
}

#[derive(Debug, Serialize)]
struct DrawnLayer {
    name: String,
    colour: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    polygons: Option<Vec<[Vec<[f64; 2]>; 1]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<Vec<[f64; 2]>>>,
}

/// The request for a picture.
pub(crate) fn drawing(publication: &Publication, subject: &Subject) -> Vec<u8> {
    let say = |texts| subject.language.of(texts);
    let simulated = publication.meta.simulated;
    let request = json!({
        "bounds": bounds(publication, subject.unit),
        "width": SIZE.0,
        "height": SIZE.1,
        "background": LAND,
        "title": title(publication, subject),
        "subtitle": subtitle(publication, subject),
        "stamp": simulated.then(|| say(["Модельденген деректер", "Смоделированные данные", "Simulated data"])),
        "attribution": clip(&format!("{} {}", publication.source, publication.licence)),
        "legend_title": say(["Орташа деңгеймен салыстырғанда", "По сравнению со средним", "Compared with the mean"]),
        "legend": legend(publication, subject.language),
        "layers": layers(publication, subject),
    });
    serde_json::to_vec(&request).unwrap_or_default()
}

fn bounds(publication: &Publication, unit: Option<Kato>) -> [f64; 4] {
    let own = unit.and_then(|kato| publication.shapes.boxes().remove(&kato));
    let [west, south, east, north] = own
        .or_else(|| publication.shapes.bounds())
        .unwrap_or([46.0, 40.0, 88.0, 56.0]);
    let margin = ((east - west) * 0.03).max(0.01);
    [west - margin, south - margin, east + margin, north + margin]
}

fn title(publication: &Publication, subject: &Subject) -> String {
    let all = ["Барлық түрлер", "Все виды", "All categories"];
    let state = publication
        .meta
        .categories
        .iter()
        .find(|state| state.slug == subject.category);
    let category = state.map_or(subject.language.of(all), |state| {
        subject.language.name(&state.names)
    });
    let unit = subject
        .unit
        .and_then(|kato| publication.unit(kato))
        .map(|unit| subject.language.name(&unit.names));
    let unit = unit.unwrap_or(
        subject
            .language
            .of(["Қазақстан", "Казахстан", "Kazakhstan"]),
    );
    clip(&format!("{unit}: {category}"))
}

fn subtitle(publication: &Publication, subject: &Subject) -> String {
    let meta = &publication.meta;
    let text = match subject.period {
        Period::Recorded(month) => {
            let words = [
                "Тіркелген құқық бұзушылықтар",
                "Зарегистрированные правонарушения",
                "Recorded offences",
            ];
            format!("{}, {}", subject.language.of(words), meta.months[month])
        }
        Period::Forecast => {
            let words = [
                "Тіркелетін құқық бұзушылықтар болжамы",
                "Прогноз регистрируемых правонарушений",
                "Forecast of recorded offences",
            ];
            format!(
                "{}, {} – {}",
                subject.language.of(words),
                meta.forecast_window.start(),
                meta.forecast_window.end()
            )
        }
    };
    clip(&format!("{text} · {}", publication.version))
}

fn legend(publication: &Publication, language: Language) -> Vec<serde_json::Value> {
    let edges = publication.meta.policy.band_edges;
    let band = |code: usize| match code {
        0 => language
            .of([
                "деректер жеткіліксіз",
                "недостаточно данных",
                "insufficient data",
            ])
            .to_owned(),
        1 => format!("< {}×", edges[0]),
        5 => format!("{}× +", edges[3]),
        _ => format!("{}–{}×", edges[code - 2], edges[code - 1]),
    };
    (0..COLOURS.len())
        .rev()
        .map(|code| json!({"label": band(code), "colour": COLOURS[code]}))
        .collect()
}

fn layers(publication: &Publication, subject: &Subject) -> Vec<DrawnLayer> {
    let mut shapes: [Vec<[Vec<[f64; 2]>; 1]>; 6] = Default::default();
    if let Some(lattice) = fitting_lattice(publication, subject.unit) {
        for position in shown(lattice, subject.unit) {
            let Some(row) = lattice.row(subject.series, position) else {
                continue;
            };
            let ring = lattice.cells()[position]
                .boundary()
                .into_iter()
                .map(|corner| [corner.lng(), corner.lat()])
                .collect();
            if let Some(shapes) = shapes.get_mut(usize::from(subject.period.band(row))) {
                shapes.push([ring]);
            }
        }
    }
    let bands = shapes
        .into_iter()
        .enumerate()
        .filter(|(_, shapes)| !shapes.is_empty());
    let bands = bands.map(|(code, shapes)| DrawnLayer {
        name: format!("band-{code}"),
        colour: COLOURS[code],
        polygons: Some(shapes),
        lines: None,
    });
    let borders: Vec<Vec<[f64; 2]>> = publication.shapes.rings().map(|(_, ring)| ring).collect();
    bands
        .chain([DrawnLayer {
            name: "units".to_owned(),
            colour: BORDER,
            polygons: None,
            lines: Some(borders),
        }])
        .collect()
}

fn shown(lattice: &Lattice, unit: Option<Kato>) -> impl Iterator<Item = usize> {
    (0..lattice.cells().len())
        .filter(move |&position| unit.is_none_or(|kato| lattice.unit_code(position) == kato.get()))
}

/// The finest resolution whose cells are few enough, and for the whole country none so fine that cells vanish.
fn fitting_lattice(publication: &Publication, unit: Option<Kato>) -> Option<&Lattice> {
    let finest = if unit.is_some() { 8 } else { 6 };
    let lattices = publication.values.lattices();
    let fits = |lattice: &&Lattice| {
        lattice.resolution().get() <= finest && shown(lattice, unit).count() <= MAX_CELLS
    };
    lattices.iter().rev().find(fits).or(lattices.first())
}

/// The renderer takes texts of up to 200 characters.
fn clip(text: &str) -> String {
    text.trim()
        .chars()
        .filter(|character| !character.is_control())
        .take(200)
        .collect()
}
