//! The data as catalogues describe them, for portals of open data that gather from many houses.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use serde_json::{Value, json};

use crate::app::App;
use crate::downloads::{DOWNLOADS, Download};
use crate::origin::origin;
use crate::problem::Problem;
use crate::publication::Publication;
use crate::respond::{Caching, Document};

/// The catalogue, as JSON-LD.
///
/// Source: Data Catalog Vocabulary (DCAT) version 3, W3C Recommendation, 22 August 2024.
#[utoipa::path(get, path = "/dcat.jsonld", tag = "downloads", responses(
    (status = 200, description = "a DCAT 3 catalogue of the public data", content_type = "application/ld+json", body = serde_json::Value),
    (status = 304, description = "the client's copy is the newest"),
))]
pub(crate) async fn dcat(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let publication = app.publication()?;
    let catalogue = catalogue(&publication, &origin(&app.config, &headers));
    let media_type = HeaderValue::from_static("application/ld+json");
    let text = catalogue.to_string().into_bytes();
    Ok(Document::new(media_type, Caching::Short, text).send(&headers))
}

fn catalogue(publication: &Publication, origin: &str) -> Value {
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
        "dcat:dataset": [cells(publication, origin), units(publication, origin)],
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

fn dataset(publication: &Publication, origin: &str, stem: &str, title: [&str; 3]) -> Value {
    let months = &publication.meta.months;
    let mark = if publication.meta.simulated {
        [
            "МОДЕЛЬДЕНГЕН деректер. ",
            "СМОДЕЛИРОВАННЫЕ данные. ",
            "SIMULATED data. ",
        ]
    } else {
        [""; 3]
    };
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
