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
    /// Whether it can be empty, `null` in JSON and Parquet.
    nullable: bool,
    /// What it says, and when it is empty.
    description: &'static str,
}

impl Column {
    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) const fn unit(&self) -> Option<&'static str> {
        self.unit
    }

    pub(crate) const fn is_nullable(&self) -> bool {
        self.nullable
    }

    pub(crate) const fn description(&self) -> &'static str {
        self.description
    }

    /// The type of its values in JSON.
    pub(crate) fn json_type(&self) -> &'static str {
        match self.kind {
            "month" => "string",
            other => other,
        }
    }

    const fn or_empty(self) -> Self {
        Self {
            nullable: true,
            ..self
        }
    }
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
        nullable: false,
        description,
    }
}

/// A share of a forecast.
const fn share(name: &'static str, description: &'static str) -> Column {
    column(name, "integer", Some("per cent"), description).or_empty()
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
)
.or_empty();
const RESOLUTION: Column = column("resolution", "integer", None, "H3 resolution of the cell");
const MONTH: Column = column(
    "month",
    "month",
    None,
    "month of commission, or the month that the forecast is labelled with",
);
const KIND: Column = column(
    "kind",
    "string",
    None,
    "`recorded` for a closed month, `forecast` for the forecast",
);
const BAND: Column = column(
    "band",
    "integer",
    None,
    "1 (lowest) to 5 (highest), fixed multiples of the category's mean; 0 insufficient data",
);
const BAND_LOW: Column = column(
    "band_low",
    "integer",
    None,
    "band at the lower end of the forecast's interval; empty for closed months",
)
.or_empty();
const BAND_HIGH: Column = column(
    "band_high",
    "integer",
    None,
    "band at the upper end of the forecast's interval; empty for closed months",
)
.or_empty();
const UNIT_OF_CELL: Column = column(
    "unit",
    "string",
    None,
    "two digits of KATO of the unit around the cell's centre; null for none",
)
.or_empty();
const NAME_KK: Column = column("name_kk", "string", None, "name in Kazakh");
const NAME_RU: Column = column("name_ru", "string", None, "name in Russian");
const NAME_EN: Column = column("name_en", "string", None, "name in English");

/// Columns of `cells.csv`: one row a cell, category and month.
pub(crate) const CELL_COLUMNS: &[Column] = &[
    RESOLUTION, CELL, CATEGORY, MONTH, KIND, BAND, BAND_LOW, BAND_HIGH, RECORDED,
];

/// Columns of `cells.parquet`: the same, and what each forecast is made of.
pub(crate) const CELL_TABLE_COLUMNS: &[Column] = &[
    RESOLUTION,
    CELL,
    CATEGORY,
    MONTH,
    KIND,
    BAND,
    BAND_LOW,
    BAND_HIGH,
    RECORDED,
    share(
        "share_own_recent",
        "share of the forecast that comes from the category in the cell within the last weeks; this and the other shares are told in steps of five, and are empty for closed months and where the forecast is not explained",
    ),
    share(
        "share_own_long_run",
        "share of the category in the cell over months and years",
    ),
    share("share_own", "share of both, where they are not told apart"),
    share(
        "share_neighbours",
        "share of the category in the cells around",
    ),
    share(
        "share_other_categories",
        "share of other categories in the cell and around it",
    ),
    share("share_calendar", "share of season, weekdays and holidays"),
    share("share_unit", "share of the level of the unit"),
];

/// Properties of the features of OGC API that are cells: one feature a cell and month.
pub(crate) const CELL_MONTH_PROPERTIES: &[Column] = &[
    CELL,
    RESOLUTION,
    CATEGORY,
    UNIT_OF_CELL,
    MONTH,
    KIND,
    column(
        "simulated",
        "boolean",
        None,
        "whether any of it comes from simulated records",
    ),
    BAND,
    BAND_LOW,
    BAND_HIGH,
    RECORDED,
];

/// Properties of the features of `cells.geojson`: one feature a cell.
pub(crate) const CELL_PROPERTIES: &[Column] = &[
    CELL,
    CATEGORY,
    UNIT_OF_CELL,
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
    )
    .or_empty(),
];

/// Columns of `units.csv` and `units.parquet`: one row a unit, category and month.
pub(crate) const UNIT_COLUMNS: &[Column] = &[
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
    )
    .or_empty(),
];

/// Properties of the features of `units.geojson`: one feature a unit.
pub(crate) const UNIT_PROPERTIES: &[Column] = &[
    column("kato", "string", None, "two digits of KATO"),
    NAME_KK,
    NAME_RU,
    NAME_EN,
];

/// Properties of the features of OGC API that are units.
pub(crate) const UNIT_FEATURE_PROPERTIES: &[Column] = &[
    column("kato", "string", None, "two digits of KATO"),
    NAME_KK,
    NAME_RU,
    NAME_EN,
    column(
        "kind",
        "string",
        None,
        "`region`, or `city` of republican significance",
    ),
    column("population", "integer", Some("persons"), "residents"),
];

/// Columns of `districts.csv` and `districts.parquet`: one row a district, category and month.
pub(crate) const DISTRICT_COLUMNS: &[Column] = &[
    column(
        "district",
        "string",
        None,
        "nine digits of KATO: a district, or a city with an akimat of its own",
    ),
    CATEGORY,
    MONTH,
    KIND,
    column(
        "band",
        "integer",
        None,
        "of the rate per resident: 1 (lowest) to 5 (highest), fixed multiples of the mean of all districts; 0 insufficient data, or residents not known",
    ),
    BAND_LOW,
    BAND_HIGH,
    RECORDED,
];

/// Properties of the features of `districts.geojson`: one feature a district.
pub(crate) const DISTRICT_PROPERTIES: &[Column] = &[
    column("kato", "string", None, "nine digits of KATO"),
    column(
        "unit",
        "string",
        None,
        "two digits of KATO of the unit that it lies in",
    ),
    NAME_KK,
    NAME_RU,
    NAME_EN,
    column(
        "population",
        "integer",
        Some("persons"),
        "residents; not there where they are not known",
    )
    .or_empty(),
];

/// Properties of the features of OGC API that are places.
pub(crate) const PLACE_PROPERTIES: &[Column] = &[
    NAME_KK,
    NAME_RU,
    NAME_EN,
    column(
        "kato2",
        "string",
        None,
        "two digits of KATO of the unit that it lies in",
    ),
    column("population", "integer", Some("persons"), "residents"),
    column(
        "rank",
        "integer",
        None,
        "0 for a city of republican significance, 1 for a regional centre, 2 for any other",
    ),
];

/// Columns of `figures.csv`: one row a form, year, unit and subject.
pub(crate) const FIGURE_COLUMNS: &[Column] = &[
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
    )
    .or_empty(),
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
    )
    .or_empty(),
    column(
        "recorded",
        "integer",
        Some("recorded offences"),
        "as printed, not rounded; empty when withheld: under five, or it would give a small number away",
    )
    .or_empty(),
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
    )
    .or_empty(),
    column(
        "simulated",
        "string",
        None,
        "`true` where the workbook is simulated",
    ),
];
