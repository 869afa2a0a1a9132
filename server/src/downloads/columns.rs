//! What the columns of the files mean.

use serde::Serialize;
use utoipa::ToSchema;

/// A column of a table, or a property of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Column {
    #[schema(example = "recorded")]
    name: &'static str,
    /// Type of its values: `string`, `integer`, `number`, or `month` (`2025-12`).
    #[serde(rename = "type")]
    kind: &'static str,
    unit: Option<&'static str>,
    /// What it says, and when it is empty.
    description: &'static str,
}

const fn column(
    name: &'static str,
    kind: &'static str,
    unit: Option<&'static str>,
    description: &'static str,
) -> Column {
    Column {
        name,
        kind,
        unit,
        description,
    }
}

const CELL: Column = column(
    "cell",
    "string",
    None,
    "H3 cell; 15 hexadecimal digits, in Parquet the same number as an unsigned integer",
);
const CATEGORY: Column = column(
    "category",
    "string",
    None,
    "slug of the category; `all` for all published ones together",
);
const RECORDED: Column = column(
    "recorded",
    "integer",
    Some("recorded offences"),
    "rounded to the nearest multiple of five; empty when withheld: under five, or it would give a small number away",
);

/// Columns of `cells.csv` and `cells.parquet`: one row a cell, category and month.
pub(super) const CELL_COLUMNS: &[Column] = &[
    column("resolution", "integer", None, "H3 resolution of the cell"),
    CELL,
    CATEGORY,
    column(
        "month",
        "month",
        None,
        "month of commission, or the month that the forecast is labelled with",
    ),
    column(
        "kind",
        "string",
        None,
        "`recorded` for a closed month, `forecast` for the forecast",
    ),
    column(
        "band",
        "integer",
        None,
        "1 (lowest) to 5 (highest), fixed multiples of the category's mean; 0 insufficient data",
    ),
    column(
        "band_low",
        "integer",
        None,
        "band at the lower end of the forecast's interval; empty for closed months",
    ),
    column(
        "band_high",
        "integer",
        None,
        "band at the upper end of the forecast's interval; empty for closed months",
    ),
    RECORDED,
];

/// Properties of the features of `cells.geojson`: one feature a cell.
pub(super) const CELL_PROPERTIES: &[Column] = &[
    CELL,
    CATEGORY,
    column(
        "unit",
        "string",
        None,
        "two digits of KATO of the unit around the cell's centre; null for none",
    ),
    column(
        "band",
        "integer",
        None,
        "the forecast's band, 1 to 5; 0 insufficient data",
    ),
    column(
        "band_low",
        "integer",
        None,
        "band at the lower end of the forecast's interval",
    ),
    column(
        "band_high",
        "integer",
        None,
        "band at the upper end of the forecast's interval",
    ),
    column(
        "recorded_2025-12",
        "integer",
        Some("recorded offences"),
        "one such property a closed month: rounded to the nearest multiple of five; null when withheld",
    ),
];

/// Columns of `units.csv` and `units.parquet`: one row a unit, category and month.
pub(super) const UNIT_COLUMNS: &[Column] = &[
    column(
        "unit",
        "string",
        None,
        "two digits of KATO: a region or a city of republican significance",
    ),
    CATEGORY,
    column("month", "month", None, "month of commission"),
    RECORDED,
    column(
        "not_mapped",
        "integer",
        Some("recorded offences"),
        "those among them without a place on the map, rounded; empty when withheld",
    ),
];

/// Properties of the features of `units.geojson`: one feature a unit.
pub(super) const UNIT_PROPERTIES: &[Column] = &[
    column("kato", "string", None, "two digits of KATO"),
    column("name_kk", "string", None, "name in Kazakh"),
    column("name_ru", "string", None, "name in Russian"),
    column("name_en", "string", None, "name in English"),
];

/// Columns of `districts.csv` and `districts.parquet`: one row a district, category and month.
pub(super) const DISTRICT_COLUMNS: &[Column] = &[
    column(
        "district",
        "string",
        None,
        "nine digits of KATO: a district, or a city with an akimat of its own",
    ),
    CATEGORY,
    column(
        "month",
        "month",
        None,
        "month of commission, or the month that the forecast is labelled with",
    ),
    column(
        "kind",
        "string",
        None,
        "`recorded` for a closed month, `forecast` for the forecast",
    ),
    column(
        "band",
        "integer",
        None,
        "of the rate per resident: 1 (lowest) to 5 (highest), fixed multiples of the mean of all districts; 0 insufficient data, or residents not known",
    ),
    column(
        "band_low",
        "integer",
        None,
        "band at the lower end of the forecast's interval; empty for closed months",
    ),
    column(
        "band_high",
        "integer",
        None,
        "band at the upper end of the forecast's interval; empty for closed months",
    ),
    RECORDED,
];

/// Properties of the features of `districts.geojson`: one feature a district.
pub(super) const DISTRICT_PROPERTIES: &[Column] = &[
    column("kato", "string", None, "nine digits of KATO"),
    column(
        "unit",
        "string",
        None,
        "two digits of KATO of the unit that it lies in",
    ),
    column("name_kk", "string", None, "name in Kazakh"),
    column("name_ru", "string", None, "name in Russian"),
    column("name_en", "string", None, "name in English"),
    column(
        "population",
        "integer",
        Some("persons"),
        "residents; not there where they are not known",
    ),
];

/// Columns of `figures.csv`: one row a form, year, unit and subject.
pub(super) const FIGURE_COLUMNS: &[Column] = &[
    column("form", "string", None, "the statistical form"),
    column(
        "year",
        "integer",
        None,
        "the year that the form counts, January to December",
    ),
    column(
        "unit",
        "string",
        None,
        "two digits of KATO: a region or a city of republican significance; empty for the whole country",
    ),
    column(
        "subject",
        "string",
        None,
        "what is counted: a total of the form's first section, the slug of a category, or `article-` and the article",
    ),
    column("kind", "string", None, "`total`, `category` or `article`"),
    column(
        "articles",
        "string",
        None,
        "articles of the Criminal Code of 2014 that are counted, with semicolons between them; empty of a total",
    ),
    column(
        "recorded",
        "integer",
        Some("recorded offences"),
        "as printed, not rounded; empty when withheld: under five, or it would give a small number away",
    ),
    column(
        "origin",
        "string",
        None,
        "`form` for a workbook that was ingested, `facts` for the reference table that was taken over from the form of 2022",
    ),
    column(
        "cells",
        "string",
        None,
        "sheet and cell of each number that went into it, with semicolons between them; empty where the origin is `facts`",
    ),
    column(
        "simulated",
        "string",
        None,
        "`true` where the workbook is simulated",
    ),
];
