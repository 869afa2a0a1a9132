//! The data as catalogues describe them, for portals of open data that gather from many houses.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use serde_json::{Value, json};

use crate::app::App;
use crate::downloads::{DOWNLOADS, Download, FIGURES_CSV};
use crate::http::origin::Origin;
use crate::http::problem::Problem;
use crate::http::respond::{Caching, Document};
use crate::publication::Publication;
use crate::publication::indicators::IndicatorsDocument;

/// The catalogue, as JSON-LD.
///
/// Source: Data Catalog Vocabulary (DCAT) version 3, W3C Recommendation, 22 August 2024.
#[utoipa::path(get, path = "/dcat.jsonld", tag = "downloads", responses(
    (status = 200, description = "a DCAT 3 catalogue of the public data", content_type = "application/ld+json", body = serde_json::Value),
    (status = 304, description = "the client's copy is the newest"),
))]
pub(crate) async fn dcat(
    State(app): State<Arc<App>>,
    origin: Origin,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let publication = app.publication()?;
    let mut catalogue = catalogue(&publication, origin.as_str());
    if let (Some(served), Some(datasets)) = (
        &app.shelf.served().indicators,
        catalogue["dcat:dataset"].as_array_mut(),
    ) {
        datasets.extend(figures(served, origin.as_str()));
    }
    let media_type = HeaderValue::from_static("application/ld+json");
    let text = catalogue.to_string().into_bytes();
    Ok(Document::new(media_type, Caching::Short, text).send(&headers))
}

fn catalogue(publication: &Publication, origin: &str) -> Value {
    let mut datasets = vec![cells(publication, origin), units(publication, origin)];
    datasets.extend(districts(publication, origin));
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": format!("{origin}/dcat.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": texts(["Oshaq: ашық деректер", "Oshaq: открытые данные", "Oshaq: open data"]),
        "dct:language": ["kk", "ru", "en"],
        "dcat:dataset": datasets,
        "dcat:service": {
            "@type": "dcat:DataService",
            "dct:title": texts(["Oshaq API", "Oshaq API", "Oshaq API"]),
            "dcat:endpointURL": {"@id": format!("{origin}/api/v1")},
            "dcat:endpointDescription": {"@id": format!("{origin}/api/openapi.json")},
        },
    })
}

fn cells(publication: &Publication, origin: &str) -> Value {
    let title = [
        "H3 ұяшықтары бойынша тіркелген құқық бұзушылықтар мен болжам",
        "Зарегистрированные правонарушения и прогноз по ячейкам H3",
        "Recorded offences and forecast by H3 cell",
    ];
    dataset(publication, origin, "cells", title)
}

fn units(publication: &Publication, origin: &str) -> Value {
    let title = [
        "Өңірлер бойынша тіркелген құқық бұзушылықтар",
        "Зарегистрированные правонарушения по регионам",
        "Recorded offences by unit",
    ];
    dataset(publication, origin, "units", title)
}

/// Districts; `None` where no shapes of districts were given.
fn districts(publication: &Publication, origin: &str) -> Option<Value> {
    publication.districts.as_ref()?;
    let title = [
        "Аудандар бойынша тіркелген құқық бұзушылықтар мен болжам",
        "Зарегистрированные правонарушения и прогноз по районам",
        "Recorded offences and forecast by district",
    ];
    Some(dataset(publication, origin, "districts", title))
}

/// Official figures; `None` where the indicators were published without.
fn figures(served: &IndicatorsDocument, origin: &str) -> Option<Value> {
    let figures = served.figures.as_ref()?;
    let title = [
        "1-М нысаны бойынша өңірлерде тіркелген құқық бұзушылықтар",
        "Зарегистрированные правонарушения по регионам, форма 1-М",
        "Recorded offences by unit, form 1-M",
    ];
    let rules = [
        "Сандар нысанда басылғандай; бестен аз және соларды ашып қоятын сандар жасырылған.",
        "Числа как в форме; числа меньше пяти и те, что их выдали бы, скрыты.",
        "Numbers as the form prints them; those under five, and those that would give them away, are withheld.",
    ];
    let mark = mark(figures.simulated);
    let description = [0, 1, 2].map(|language| format!("{}{}", mark[language], rules[language]));
    let years = || figures.list.iter().map(|figure| figure.year);
    Some(json!({
        "@id": format!("{origin}/dcat.jsonld#figures"),
        "@type": "dcat:Dataset",
        "dct:identifier": "oshaq-figures",
        "dct:title": texts(title),
        "dct:description": texts([&description[0], &description[1], &description[2]]),
        "dct:source": "Form 1-M, Committee on Legal Statistics (PDDL)",
        "dct:license": "PDDL",
        "dct:accrualPeriodicity": {"@id": "http://purl.org/cld/freq/annual"},
        "dcat:version": served.version.as_str(),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:gYear", "@value": years().min().map(|year| year.to_string())},
            "dcat:endDate": {"@type": "xsd:gYear", "@value": years().max().map(|year| year.to_string())},
        },
        "dct:spatial": {"@type": "dct:Location", "dct:identifier": "KZ"},
        "dcat:distribution": [{
            "@type": "dcat:Distribution",
            "dct:title": "figures.csv",
            "dcat:mediaType": "text/csv",
            "dcat:accessURL": {"@id": format!("{origin}/api/v1/downloads")},
            "dcat:downloadURL": {"@id": format!("{origin}{FIGURES_CSV}")},
        }],
    }))
}

/// What comes before the description of simulated data.
const fn mark(simulated: bool) -> [&'static str; 3] {
    if simulated {
        [
            "МОДЕЛЬДЕНГЕН деректер. ",
            "СМОДЕЛИРОВАННЫЕ данные. ",
            "SIMULATED data. ",
        ]
    } else {
        [""; 3]
    }
}

fn dataset(publication: &Publication, origin: &str, stem: &str, title: [&str; 3]) -> Value {
    let months = &publication.meta.months;
    let mark = mark(publication.meta.simulated);
    let rules = [
        "Сандар беске дейін дөңгелектенген; бестен аз сандар жасырылған.",
        "Числа округлены до пяти; числа меньше пяти скрыты.",
        "Numbers are rounded to five; numbers under five are withheld.",
    ];
    let description = [0, 1, 2].map(|language| format!("{}{}", mark[language], rules[language]));
    let files = DOWNLOADS.iter().filter(|file| file.name.starts_with(stem));
    json!({
        "@id": format!("{origin}/dcat.jsonld#{stem}"),
        "@type": "dcat:Dataset",
        "dct:identifier": format!("oshaq-{stem}"),
        "dct:title": texts(title),
        "dct:description": texts([&description[0], &description[1], &description[2]]),
        "dct:source": publication.source,
        "dct:license": publication.licence,
        "dct:accrualPeriodicity": {"@id": "http://purl.org/cld/freq/monthly"},
        "dct:modified": {"@type": "xsd:dateTime", "@value": publication.created},
        "dcat:version": publication.version.as_str(),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:gYearMonth", "@value": months.first().map(ToString::to_string)},
            "dcat:endDate": {"@type": "xsd:gYearMonth", "@value": months.last().map(ToString::to_string)},
        },
        "dct:spatial": {"@type": "dct:Location", "dct:identifier": "KZ"},
        "dcat:distribution": files.map(|file| distribution(file, origin)).collect::<Vec<_>>(),
    })
}

fn distribution(file: &Download, origin: &str) -> Value {
    let url = format!("{origin}/api/v1/downloads/{}", file.name);
    json!({
        "@type": "dcat:Distribution",
        "dct:title": file.name,
        "dcat:mediaType": file.media_type.split(';').next(),
        "dcat:accessURL": {"@id": format!("{origin}/api/v1/downloads")},
        "dcat:downloadURL": {"@id": url},
    })
}

/// A text in Kazakh, Russian and English.
fn texts([kk, ru, en]: [&str; 3]) -> Value {
    json!([
        {"@language": "kk", "@value": kk},
        {"@language": "ru", "@value": ru},
        {"@language": "en", "@value": en},
    ])
}
