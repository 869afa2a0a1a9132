//! The versions as an Atom feed, for readers who want to be told.

use std::sync::Arc;

use atom_syndication::{Entry, Feed, Link, Person, Text};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use crate::app::App;
use crate::http::language::Language;
use crate::http::origin::Origin;
use crate::http::problem::Problem;
use crate::http::respond::{Caching, Document};
use crate::publication::history::{Changes, History, PastVersion};

/// Entries of the feed: the newest versions.
const ENTRIES: usize = 50;

const TITLE: [&str; 3] = [
    "Oshaq: жарияланған нұсқалар",
    "Oshaq: опубликованные версии",
    "Oshaq: published versions",
];

/// The newest versions and what each changed, as an Atom feed in the language that is asked for.
///
/// Source: RFC 4287.
#[utoipa::path(get, path = "/api/v1/versions.atom", tag = "versions", responses(
    (status = 200, description = "an Atom feed, newest version first", content_type = "application/atom+xml", body = String),
    (status = 304, description = "the client's copy is the newest"),
))]
pub(crate) async fn versions_atom(
    State(app): State<Arc<App>>,
    language: Language,
    origin: Origin,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    app.publication()?;
    let text = feed(&app.shelf.served().history, language, origin.as_str()).to_string();
    let media_type = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    let mut response = Document::new(media_type, Caching::Short, text.into_bytes()).send(&headers);
    let own = response.headers_mut();
    own.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(language.tag()),
    );
    own.insert(
        header::VARY,
        HeaderValue::from_static("accept-encoding, accept-language"),
    );
    Ok(response)
}

fn feed(history: &History, language: Language, origin: &str) -> Feed {
    let versions = history.versions();
    let newest = versions.iter().enumerate().rev().take(ENTRIES);
    let own = format!("{origin}/api/v1/versions.atom");
    let mut feed = Feed {
        title: Text::plain(language.of(TITLE)),
        id: own.clone(),
        lang: Some(language.tag().to_owned()),
        authors: vec![Person {
            name: "Oshaq".to_owned(),
            ..Person::default()
        }],
        links: vec![link(own, "self"), link(format!("{origin}/"), "alternate")],
        entries: newest
            .map(|(position, past)| entry(past, history.changes(position), language, origin))
            .collect(),
        ..Feed::default()
    };
    if let Some(updated) = versions.last().and_then(|past| past.created.parse().ok()) {
        feed.updated = updated;
    }
    feed
}

fn link(href: String, rel: &str) -> Link {
    Link {
        href,
        rel: rel.to_owned(),
        ..Link::default()
    }
}

fn entry(past: &PastVersion, changes: Option<Changes>, language: Language, origin: &str) -> Entry {
    let month = past.forecast_month;
    let simulated = match (past.simulated, language) {
        (false, _) => "",
        (true, Language::Kk) => "Модельденген деректер. ",
        (true, Language::Ru) => "Смоделированные данные. ",
        (true, Language::En) => "Simulated data. ",
    };
    let title = match language {
        Language::Kk => format!("{simulated}{month} айына болжам, {} нұсқасы", past.version),
        Language::Ru => format!("{simulated}Прогноз на {month}, версия {}", past.version),
        Language::En => format!("{simulated}Forecast for {month}, version {}", past.version),
    };
    let mut entry = Entry {
        title: Text::plain(title),
        id: format!("urn:oshaq:surface:{}", past.version),
        summary: Some(Text::plain(summary(changes, language))),
        links: vec![link(format!("{origin}/"), "alternate")],
        ..Entry::default()
    };
    if let Ok(updated) = past.created.parse() {
        entry.updated = updated;
        entry.published = Some(updated);
    }
    entry
}

fn summary(changes: Option<Changes>, language: Language) -> String {
    let Some(changes) = changes else {
        let first = ["Бірінші нұсқа.", "Первая версия.", "The first version."];
        return language.of(first).to_owned();
    };
    let listed = |words: [&str; 3], items: String| {
        (!items.is_empty()).then(|| format!("{}: {items}.", language.of(words)))
    };
    let parts = [
        listed(
            ["Қосылған айлар", "Добавлены месяцы", "Months added"],
            joined(&changes.months_added),
        ),
        listed(
            ["Алынған айлар", "Убраны месяцы", "Months removed"],
            joined(&changes.months_removed),
        ),
        listed(
            ["Қосылған түрлер", "Добавлены виды", "Categories added"],
            joined(&changes.categories_added),
        ),
        listed(
            ["Алынған түрлер", "Убраны виды", "Categories removed"],
            joined(&changes.categories_removed),
        ),
    ];
    let told: Vec<String> = parts.into_iter().flatten().collect();
    if told.is_empty() {
        let none = [
            "Айлар мен түрлер өзгерген жоқ; болжам жаңарды.",
            "Месяцы и виды те же; обновлён прогноз.",
            "The same months and categories; the forecast is new.",
        ];
        return language.of(none).to_owned();
    }
    told.join(" ")
}

fn joined<T: ToString>(items: &[T]) -> String {
    let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
    texts.join(", ")
}
