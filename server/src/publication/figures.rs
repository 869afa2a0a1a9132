//! Official figures as the store holds them: after disclosure control, with the cells that they were read from.

use axum::http::HeaderValue;
use oshaq_domain::{Kato, PublicFigure};
use oshaq_store::tables::names;
use oshaq_store::{Kind, Store, VersionId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::media::CSV;
use crate::http::respond::{Caching, Document};
use crate::publication::error::LoadError;

const CSV_HEAD: &str = "form,year,unit,subject,kind,articles,recorded,origin,cells,simulated\r\n";

/// The official figures of one version of the indicators.
#[derive(Debug)]
pub(crate) struct Figures {
    /// Whether any is of a simulated workbook.
    pub simulated: bool,
    /// Every figure, in the order of the file.
    pub list: Vec<ListedFigure>,
    /// Indicator 2 by unit.
    pub by_unit: Document,
    /// All figures as a table.
    pub csv: Document,
}

impl Figures {
    /// Reads a version; `None` where it was published without figures. Blocks.
    pub(crate) fn load(store: &Store, version: &VersionId) -> Result<Option<Self>, LoadError> {
        let manifest = store.manifest(Kind::Indicators, version)?;
        if !manifest
            .files
            .iter()
            .any(|file| file.name == names::FIGURES)
        {
            return Ok(None);
        }
        let stored: Vec<PublicFigure> = read(store, version, names::FIGURES)?;
        let by_unit: OffencesByUnit = read(store, version, names::BY_UNIT)?;
        let list: Vec<ListedFigure> = stored.into_iter().filter_map(ListedFigure::of).collect();
        let csv = std::iter::once(CSV_HEAD.to_owned()).chain(list.iter().map(ListedFigure::line));
        let csv = csv.collect::<String>().into_bytes();
        Ok(Some(Self {
            simulated: manifest.simulated,
            by_unit: Document::json(Caching::Short, &by_unit),
            csv: Document::new(HeaderValue::from_static(CSV), Caching::Short, csv),
            list,
        }))
    }
}

fn read<T: DeserializeOwned>(
    store: &Store,
    version: &VersionId,
    file: &'static str,
) -> Result<T, LoadError> {
    let bytes = store.read(Kind::Indicators, version, file)?;
    serde_json::from_slice(&bytes).map_err(|error| LoadError::Unreadable {
        file,
        version: version.clone(),
        why: error.to_string(),
    })
}

/// A number that a statistical form prints for a unit and a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ListedFigure {
    /// The form.
    #[schema(example = "1-M")]
    pub form: String,
    #[schema(example = 2022)]
    pub year: i32,
    /// Two digits of KATO; `null` is the whole country.
    #[schema(example = "71", value_type = Option<String>)]
    pub unit: Option<Kato>,
    /// A total, the slug of a category, or `article-` and the article.
    #[schema(example = "article-188")]
    pub subject: String,
    kind: SubjectKind,
    /// Articles of the Criminal Code that are counted, of an article or a category; empty of a total.
    articles: Vec<String>,
    /// Recorded offences as printed; `null` when withheld: under five, or it would give a small number away.
    #[schema(minimum = 5)]
    recorded: Option<u32>,
    origin: Origin,
    /// Sheet and cell of each number that went into it; empty where the origin is `facts`.
    cells: Vec<String>,
    /// Whether the workbook is simulated.
    simulated: bool,
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SubjectKind {
    Total,
    Category,
    Article,
}

impl ListedFigure {
    fn of(figure: PublicFigure) -> Option<Self> {
        Some(Self {
            form: figure.form,
            year: figure.period.whole_year()?,
            unit: figure.unit,
            kind: match figure.subject {
                oshaq_domain::Subject::Total(_) => SubjectKind::Total,
                oshaq_domain::Subject::Category(_) => SubjectKind::Category,
                oshaq_domain::Subject::Article(_) => SubjectKind::Article,
            },
            subject: figure.subject.to_string(),
            articles: figure.articles,
            recorded: figure.recorded,
            origin: if figure.cells.is_empty() {
                Origin::Facts
            } else {
                Origin::Form
            },
            cells: figure.cells,
            simulated: figure.simulated,
        })
    }

    /// What the figure is of; no other one has the same.
    pub(crate) fn key(&self) -> String {
        let unit = self
            .unit
            .map_or_else(|| "00".to_owned(), |unit| unit.to_string());
        format!("{}.{}.{unit}.{}", self.form, self.year, self.subject)
    }

    /// The figure as a line of CSV. Nothing in it needs quoting: words are ours, sheets are named by the form's profile.
    ///
    /// Source: RFC 4180.
    fn line(&self) -> String {
        let unit = self.unit.map_or_else(String::new, |unit| unit.to_string());
        let recorded = self
            .recorded
            .map_or_else(String::new, |number| number.to_string());
        let kind = match self.kind {
            SubjectKind::Total => "total",
            SubjectKind::Category => "category",
            SubjectKind::Article => "article",
        };
        let origin = match self.origin {
            Origin::Form => "form",
            Origin::Facts => "facts",
        };
        format!(
            "{},{},{unit},{},{kind},{},{recorded},{origin},{},{}\r\n",
            self.form,
            self.year,
            self.subject,
            self.articles.join(";"),
            self.cells.join(";"),
            self.simulated
        )
    }
}

/// Indicator 2 by unit, year by year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct OffencesByUnit {
    /// Whether any number is of a simulated workbook; ranks among simulated and real numbers mean nothing.
    simulated: bool,
    /// The form.
    #[schema(example = "1-M")]
    form: String,
    /// Level of the rates' intervals, and at which all true ranks lie in their ranges together.
    level: f64,
    /// Numbers under this are withheld.
    suppress_below: u32,
    /// Who says so, and under which licence.
    source: String,
    /// Newest first.
    years: Vec<UnitsOfYear>,
}

/// The units of one year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
struct UnitsOfYear {
    #[schema(example = 2022)]
    year: i32,
    /// Highest rate first; those without a rate last.
    units: Vec<UnitOffences>,
}

/// One unit's year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
struct UnitOffences {
    /// Two digits of KATO.
    #[schema(example = "71")]
    kato: String,
    name_kk: String,
    name_ru: String,
    name_en: String,
    origin: Origin,
    /// Whether the workbook is simulated.
    simulated: bool,
    /// Average residents of the year, persons; `null` where they are not known.
    population: Option<u32>,
    /// All recorded offences: crimes and misdemeanours.
    offences: UnitPlace,
    /// Crimes alone.
    crimes: UnitPlace,
    /// Recorded offences by category, as far as the source tells its articles.
    categories: Vec<CategoryFigure>,
    /// Where the workbook and the reference facts differ; neither is averaged away.
    contradictions: Vec<FigureContradiction>,
}

/// Where numbers come from: a workbook of the form that was ingested, or the reference table that was taken over from the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Origin {
    Form,
    Facts,
}

/// A number of recorded offences, its rate and its place among the units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
struct UnitPlace {
    /// As printed; `null` when withheld.
    recorded: Option<u32>,
    /// Sheet and cell that it was read from.
    #[schema(example = json!(["R1!F9"]))]
    cells: Vec<String>,
    /// Per 10,000 residents.
    per_10k: Option<f64>,
    /// Lower end of the rate's interval (Garwood).
    low: Option<f64>,
    /// Upper end.
    high: Option<f64>,
    /// 1 for the highest rate.
    rank: Option<u32>,
    /// The highest place that it may really have (Klein, Wright & Wieczorek 2020).
    rank_low: Option<u32>,
    /// The lowest.
    rank_high: Option<u32>,
}

/// Recorded offences of one category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
struct CategoryFigure {
    #[schema(example = "theft")]
    category: String,
    /// The articles that were summed: `facts` have fewer than a workbook, so numbers of both are not to be compared unseen.
    #[schema(example = json!(["187", "188"]))]
    articles: Vec<String>,
    /// `null` when withheld.
    recorded: Option<u32>,
    /// Per 10,000 residents.
    per_10k: Option<f64>,
    /// Sheet and cell of each article.
    cells: Vec<String>,
}

/// Two numbers of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
struct FigureContradiction {
    /// A total or an article.
    #[schema(example = "registered")]
    subject: String,
    /// What the workbook says.
    form: u32,
    /// What the reference facts say.
    facts: u32,
    /// Workbook less facts.
    difference: i64,
}
