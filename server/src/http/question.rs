//! What clients ask, checked.

use oshaq_domain::{CategorySlug, Cell, Kato, Month, Unpublished};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::problem::Problem;
use crate::publication::Publication;
use crate::publication::values::Lattice;

/// Which category.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CategoryQuery {
    /// Slug of a category, such as `theft`; all published ones together when left out.
    #[param(example = "theft")]
    pub category: Option<String>,
}

/// Which ranking.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RankQuery {
    /// KATO code of a unit; the whole country when left out.
    #[param(example = "75")]
    pub unit: Option<String>,
    /// Slug of a category; all published ones together when left out.
    #[param(example = "theft")]
    pub category: Option<String>,
    /// Number of cells, 1 to 200; 20 when left out.
    #[param(minimum = 1, maximum = 200, example = "20")]
    pub limit: Option<String>,
}

/// Reads a slug; `all` when there is none.
pub(crate) fn slug(text: Option<&str>) -> Result<CategorySlug, Problem> {
    let Some(text) = text else {
        return Ok(CategorySlug::all());
    };
    text.parse().map_err(|error: oshaq_domain::CategoryError| {
        Problem::bad_request("category", error.to_string())
    })
}

/// The series of a category that is on the map.
pub(crate) fn mapped(publication: &Publication, category: &CategorySlug) -> Result<usize, Problem> {
    publication
        .series(category)
        .ok_or_else(|| not_on_the_map(publication, category))
}

/// A category whose totals by unit are shown.
pub(crate) fn told_by_unit(
    publication: &Publication,
    category: &CategorySlug,
) -> Result<(), Problem> {
    let state = publication
        .meta
        .categories
        .iter()
        .find(|state| state.slug == *category);
    match state {
        _ if *category == CategorySlug::all() => Ok(()),
        Some(state)
            if !matches!(
                state.reason,
                Some(Unpublished::Sensitive | Unpublished::PoliceDiscovered)
            ) =>
        {
            Ok(())
        }
        _ => Err(not_on_the_map(publication, category)),
    }
}

fn not_on_the_map(publication: &Publication, category: &CategorySlug) -> Problem {
    let state = publication
        .meta
        .categories
        .iter()
        .find(|state| state.slug == *category);
    let why = match state.map(|state| state.reason) {
        None => {
            return Problem::not_found(
                "unknown-category",
                format!("there is no category `{category}`; /api/v1/meta lists them"),
            );
        }
        Some(Some(Unpublished::Sensitive)) => {
            "it is sensitive, so nothing below region and year is shown"
        }
        Some(Some(Unpublished::PoliceDiscovered)) => {
            "it is found by the police, so its counts follow the patrols and not the offences"
        }
        Some(Some(Unpublished::NotPlaceBased)) => "it is not bound to a place",
        Some(Some(Unpublished::NotForecast) | None) => "no forecast of it was made",
    };
    Problem::not_found(
        "category-not-published",
        format!("`{category}` is not published here: {why}"),
    )
}

/// Reads a unit's code and finds the unit.
pub(crate) fn unit(publication: &Publication, text: &str) -> Result<Kato, Problem> {
    let kato: Kato = text.parse().map_err(|error: oshaq_domain::KatoError| {
        Problem::bad_request("unit", error.to_string())
    })?;
    match publication.unit(kato) {
        Some(unit) => Ok(unit.kato),
        None => Err(Problem::not_found(
            "unknown-unit",
            format!("there is no unit {kato}; /api/v1/units lists them"),
        )),
    }
}

/// Reads a cell.
pub(crate) fn cell(text: &str) -> Result<Cell, Problem> {
    text.parse()
        .map_err(|error: oshaq_domain::GridError| Problem::bad_request("cell", error.to_string()))
}

/// The lattice of a resolution; the finest when none is asked for.
pub(crate) fn lattice<'a>(
    publication: &'a Publication,
    text: Option<&str>,
) -> Result<&'a Lattice, Problem> {
    let lattices = publication.values.lattices();
    let Some(text) = text else {
        return lattices.last().ok_or_else(Problem::nothing_published);
    };
    let asked: u8 = text.parse().map_err(|_| {
        Problem::bad_request(
            "resolution",
            "`resolution` must be a whole number, such as 7",
        )
    })?;
    let known = lattices.iter().find(|own| own.resolution().get() == asked);
    known.ok_or_else(|| {
        Problem::not_found(
            "unknown-resolution",
            format!("there are no cells of resolution {asked}; /api/v1/meta lists the resolutions"),
        )
    })
}

/// Position of a published month.
pub(crate) fn month(publication: &Publication, name: &str, text: &str) -> Result<usize, Problem> {
    let month: Month = text.parse().map_err(|error: oshaq_domain::MonthError| {
        Problem::bad_request("month", format!("`{name}`: {error}"))
    })?;
    let position = publication.meta.months.binary_search(&month);
    position.map_err(|_| {
        Problem::not_found(
            "unknown-month",
            format!("`{name}`: {month} is not published; /api/v1/meta lists the months"),
        )
    })
}
