//! `/tables`: what the map shows as plain HTML tables, for browsers that run no scripts.

mod words;

use std::num::NonZeroUsize;
use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};
use oshaq_domain::{CategorySlug, CategoryState, Month, Names};
use serde::Deserialize;

use crate::api::{Ranked, per_10k, ranked};
use crate::app::App;
use crate::http::language::Language;
use crate::http::problem::Problem;
use crate::http::question;
use crate::http::respond::send_made;
use crate::publication::Publication;
use words::{Words, words};

/// What the bands are called, by code: insufficient data, then the five bands.
pub(crate) fn band_words(language: Language) -> [&'static str; 6] {
    words(language).bands
}

/// Cells on one page of the table of bands.
const CELLS_SHOWN: usize = 100;

/// The category that a newcomer sees, as on the map.
const FIRST_CATEGORY: &str = "theft";

/// Which tables.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct TablesQuery {
    category: Option<String>,
    /// Which page of the cells, from 1.
    page: Option<NonZeroUsize>,
}

/// The tables of one category.
pub(crate) async fn tables(
    State(app): State<Arc<App>>,
    language: Language,
    headers: HeaderMap,
    query: Result<Query<TablesQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|error| Problem::bad_request("address", error.to_string()))?;
    let publication = app.publication()?;
    let category = match query.category.as_deref() {
        Some(text) => question::slug(Some(text))?,
        None => first_category(&publication),
    };
    question::told_by_unit(&publication, &category)?;
    let page = Page {
        publication: &publication,
        language,
        words: words(language),
        category,
        number: query.page.unwrap_or(NonZeroUsize::MIN),
    };
    let media_type = HeaderValue::from_static("text/html; charset=utf-8");
    let mut response = send_made(
        &headers,
        &media_type,
        page.markup().into_string().into_bytes(),
    );
    let by_language = HeaderValue::from_static("accept-language");
    response.headers_mut().append(header::VARY, by_language);
    Ok(response)
}

/// Theft where it is told by unit, else whatever is.
fn first_category(publication: &Publication) -> CategorySlug {
    let mut told = told_categories(publication);
    let first = told
        .clone()
        .find(|state| state.slug.as_str() == FIRST_CATEGORY);
    first
        .or_else(|| told.next())
        .map_or_else(CategorySlug::all, |state| state.slug.clone())
}

fn told_categories(publication: &Publication) -> impl Iterator<Item = &CategoryState> + Clone {
    let states = publication.meta.categories.iter();
    states.filter(|state| question::told_by_unit(publication, &state.slug).is_ok())
}

struct Page<'a> {
    publication: &'a Publication,
    language: Language,
    words: &'static Words,
    category: CategorySlug,
    /// Which page of the cells.
    number: NonZeroUsize,
}

impl Page<'_> {
    fn markup(&self) -> Markup {
        let title = format!(
            "{}: {}",
            self.words.title,
            self.category_name(&self.category)
        );
        html! {
            (DOCTYPE)
            html lang=(self.language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) " · Oshaq" }
                    link rel="icon" href="/icon.svg" type="image/svg+xml";
                    link rel="stylesheet" href="/tables.css";
                }
                body {
                    header { (self.stamp()) (self.languages()) }
                    main {
                        h1 { (title) }
                        p { (self.words.what) }
                        (self.categories())
                        (self.units())
                        (self.districts())
                        (self.cells())
                    }
                    footer {
                        p { (self.words.not_a_prediction) }
                        p { (self.publication.source) ". " (self.publication.licence) }
                        p { a href="/" { (self.words.to_the_map) } " · " a href="/api/docs/" { "API" } }
                    }
                }
            }
        }
    }

    fn stamp(&self) -> Markup {
        let own = self.publication;
        html! {
            p.stamp {
                @if own.meta.simulated { strong { (self.words.simulated) } " " }
                (self.words.published) " " (month(own.meta.forecast_window.start().month())) " · "
                (self.words.version) " " code { (own.version) }
            }
        }
    }

    fn languages(&self) -> Markup {
        html! {
            nav aria-label=(self.words.language) {
                @for language in Language::ALL {
                    @let here = (language == self.language).then_some("true");
                    a href=(address(&self.category, language)) lang=(language.tag()) aria-current=[here] {
                        (language.own_name())
                    }
                    " "
                }
            }
        }
    }

    fn categories(&self) -> Markup {
        html! {
            nav aria-label=(self.words.category) {
                ul {
                    @for state in told_categories(self.publication) {
                        @let here = (state.slug == self.category).then_some("page");
                        li {
                            a href=(address(&state.slug, self.language)) aria-current=[here] {
                                (self.language.name(&state.names))
                            }
                        }
                    }
                }
            }
        }
    }

    /// Recorded offences by unit: every published month, and the last one as a rate.
    fn units(&self) -> Markup {
        let own = self.publication;
        html! {
            h2 { (self.words.by_unit) }
            p { (self.words.withheld.replace("{base}", &own.meta.policy.rounding_base.to_string())) }
            div.scroll tabindex="0" role="group" aria-label=(self.words.by_unit) {
                table {
                    (self.months_head(self.words.unit, None))
                    tbody {
                        @for unit in &own.units {
                            @let counts = own.unit_counts(unit.kato, &self.category);
                            @let recorded = |index: usize| counts.and_then(|counts| counts.recorded[index]);
                            (self.months_row(&unit.names, Some(unit.population), None, recorded))
                        }
                    }
                }
            }
        }
    }

    /// The districts of each unit, closed until a reader opens it; nothing where the category is not told by district.
    fn districts(&self) -> Markup {
        let own = self.publication;
        let Some(series) = own
            .series(&self.category)
            .filter(|_| own.districts.is_some())
        else {
            return html! {};
        };
        let told: Vec<_> = own.districts_told(series).collect();
        let forecast = format!("{} {}", self.words.band, month(own.meta.forecast_month));
        html! {
            h2 { (self.words.by_district) }
            p { (self.words.in_districts) }
            @for unit in &own.units {
                @let inside = told.iter().filter(|told| told.area.code.unit() == unit.kato);
                @let name = self.language.name(&unit.names);
                @if inside.clone().next().is_some() {
                    details {
                        summary { (name) }
                        div.scroll tabindex="0" role="group" aria-label=(name) {
                            table {
                                (self.months_head(self.words.district, Some(&forecast)))
                                tbody {
                                    @for told in inside {
                                        @let [band, ..] = told.row.forecast;
                                        @let word = self.words.bands[usize::from(band.code().min(5))];
                                        (self.months_row(told.names, told.area.population, Some(word), |index| told.row.recorded[index]))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// `more` heads a column of its own.
    fn months_head(&self, subject: &str, more: Option<&str>) -> Markup {
        html! {
            thead {
                tr {
                    th scope="col" { (subject) }
                    th scope="col" { (self.words.population) }
                    th scope="col" { (self.words.per_10k) }
                    @if let Some(more) = more { th scope="col" { (more) } }
                    @for &shown in &self.publication.meta.months { th scope="col" { (month(shown)) } }
                }
            }
        }
    }

    /// A place with its numbers by month, the last one as a rate, too.
    fn months_row(
        &self,
        names: &Names,
        population: Option<u32>,
        more: Option<&str>,
        recorded: impl Fn(usize) -> Option<u32>,
    ) -> Markup {
        let months = self.publication.meta.months.len();
        let last = months.checked_sub(1).and_then(&recorded);
        let rate = last
            .zip(population)
            .and_then(|(count, people)| per_10k(count, people));
        html! {
            tr {
                th scope="row" { (self.language.name(names)) }
                td { (told(population)) }
                td { (told(rate)) }
                @if let Some(more) = more { td { (more) } }
                @for index in 0..months { td { (told(recorded(index))) } }
            }
        }
    }

    /// The cells by their forecast band, highest first, where the category is on the map.
    fn cells(&self) -> Markup {
        let own = self.publication;
        let Some(series) = own.series(&self.category) else {
            return html! {};
        };
        let before = CELLS_SHOWN.saturating_mul(self.number.get() - 1);
        // One more than is shown tells whether there is a next page.
        let reached = ranked(own, series, None, before.saturating_add(CELLS_SHOWN + 1));
        let cells = reached.get(before..).unwrap_or_default();
        let shown = &cells[..cells.len().min(CELLS_SHOWN)];
        let level = format!("{:.0}", own.meta.policy.interval.get() * 100.0);
        html! {
            h2 id="cells" { (self.words.highest) ": " (month(own.meta.forecast_month)) }
            @if shown.is_empty() { p { (self.words.none) } } @else {
                table {
                    thead {
                        tr {
                            th scope="col" { (self.words.unit) }
                            th scope="col" { (self.words.place) }
                            th scope="col" { (self.words.band) }
                            th scope="col" { (self.words.interval.replace("{level}", &level)) }
                        }
                    }
                    tbody { @for cell in shown { (self.cell(cell)) } }
                }
            }
            (self.turn(cells.len() > CELLS_SHOWN))
        }
    }

    /// The ways to the pages of cells before and after this one.
    fn turn(&self, more: bool) -> Markup {
        let earlier = NonZeroUsize::new(self.number.get() - 1);
        let later = self.number.checked_add(1).filter(|_| more);
        html! {
            @if earlier.is_some() || later.is_some() {
                nav aria-label=(self.words.pages) {
                    @if let Some(number) = earlier {
                        a rel="prev" href=(self.cells_at(number)) { (self.words.earlier) }
                        " "
                    }
                    (self.words.page) " " (self.number) " "
                    @if let Some(number) = later {
                        a rel="next" href=(self.cells_at(number)) { (self.words.later) }
                    }
                }
            }
        }
    }

    fn cells_at(&self, number: NonZeroUsize) -> String {
        format!(
            "{}&page={number}#cells",
            address(&self.category, self.language)
        )
    }

    fn cell(&self, ranked: &Ranked) -> Markup {
        let unit = self
            .publication
            .units
            .iter()
            .find(|unit| unit.kato.get() == ranked.unit);
        html! {
            tr {
                th scope="row" { @if let Some(unit) = unit { (self.language.name(&unit.names)) } }
                td { (format!("{:.3}, {:.3}", ranked.answer.lat, ranked.answer.lng)) }
                td { (self.words.bands[usize::from(ranked.answer.band.0.min(5))]) }
                td { (ranked.answer.band_low.0) "–" (ranked.answer.band_high.0) }
            }
        }
    }

    fn category_name(&self, category: &CategorySlug) -> &str {
        let state = self
            .publication
            .meta
            .categories
            .iter()
            .find(|state| state.slug == *category);
        state.map_or(self.words.all, |state| self.language.name(&state.names))
    }
}

fn address(category: &CategorySlug, language: Language) -> String {
    format!("/tables?category={category}&lang={}", language.tag())
}

/// Month and year in digits, as all three languages write them.
fn month(month: Month) -> String {
    let text = month.to_string();
    let (year, index) = text.split_once('-').unwrap_or((&text, ""));
    format!("{index}.{year}")
}

/// A number, or the dash that the page explains.
fn told(number: Option<impl ToString>) -> String {
    number.map_or_else(|| "–".to_owned(), |number| number.to_string())
}
