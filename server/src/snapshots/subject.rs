//! What a picture shows, checked: equal subjects give equal pictures.

use oshaq_domain::{CategorySlug, Kato, Resolution};

use super::frame::Frame;
use crate::http::language::Language;
use crate::http::problem::Problem;
use crate::http::question;
use crate::publication::Publication;
use crate::publication::values::{Lattice, Row};

/// What is asked for, as it stands in the address.
#[derive(Debug, Default)]
pub(crate) struct Asked<'a> {
    pub unit: Option<&'a str>,
    pub category: Option<&'a str>,
    pub period: Option<&'a str>,
    pub beside: Option<&'a str>,
    pub by: Option<&'a str>,
    pub bbox: Option<&'a str>,
    pub resolution: Option<&'a str>,
}

/// A month of the surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Period {
    /// A closed month, by position.
    Recorded(usize),
    Forecast,
}

impl Period {
    /// The period of a token; the forecast when there is none.
    fn read(publication: &Publication, text: Option<&str>) -> Result<Self, Problem> {
        let windows = &publication.windows;
        let Some(text) = text.filter(|text| *text != windows.forecast) else {
            return Ok(Self::Forecast);
        };
        let found = windows.recorded.iter().position(|own| own == text);
        found.map(Self::Recorded).ok_or_else(|| {
            Problem::not_found("unknown-period", format!("there is no such period; the forecast is {}, closed months are written like r202512", windows.forecast))
        })
    }

    /// Bands of a cell: its own, and those at the ends of the interval.
    pub(super) fn bands(self, row: Row) -> [u8; 3] {
        match self {
            Self::Recorded(month) => [row.band(month); 3],
            Self::Forecast => {
                let codes = row.forecast();
                [codes.band, codes.low, codes.high]
            }
        }
    }
}

/// What is coloured; a series where the category has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum By {
    Cells {
        series: usize,
        resolution: Option<Resolution>,
    },
    Districts {
        series: usize,
    },
    Units,
}

/// What a picture shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Subject {
    version: String,
    pub(super) category: CategorySlug,
    pub(super) by: By,
    /// The chosen unit.
    pub(super) unit: Option<Kato>,
    /// The frame that was asked for; without one the unit is shown alone, or the whole country.
    pub(super) chosen: Option<Frame>,
    pub(super) period: Period,
    /// The period that it is compared with, to the left of it.
    pub(super) beside: Option<Period>,
    pub(super) language: Language,
}

impl Subject {
    /// Checks what is asked for.
    ///
    /// # Errors
    /// A [`Problem`] that names the parameter.
    pub(crate) fn of(
        publication: &Publication,
        asked: &Asked<'_>,
        language: Language,
    ) -> Result<Self, Problem> {
        let category = question::slug(asked.category)?;
        let unit = asked.unit.map(|text| question::unit(publication, text));
        let bounds = publication.shapes.bounds();
        let chosen = asked.bbox.map(|text| Frame::read(text, bounds));
        let beside = asked
            .beside
            .map(|text| Period::read(publication, Some(text)));
        let subject = Self {
            version: publication.version.to_string(),
            by: by(publication, &category, asked)?,
            category,
            unit: unit.transpose()?,
            chosen: chosen.transpose()?,
            period: Period::read(publication, asked.period)?,
            beside: beside.transpose()?,
            language,
        };
        subject.check_periods(publication)?;
        Ok(subject)
    }

    /// The frame of the picture.
    pub(super) fn frame(&self, publication: &Publication) -> Frame {
        self.chosen.unwrap_or_else(|| {
            let own = self
                .unit
                .and_then(|kato| publication.shapes.boxes().remove(&kato));
            Frame::around(own.or_else(|| publication.shapes.bounds()))
        })
    }

    /// The unit whose cells alone are shown.
    pub(super) fn alone(&self) -> Option<Kato> {
        self.unit.filter(|_| self.chosen.is_none())
    }

    /// The periods from the left.
    pub(super) fn periods(&self) -> impl Iterator<Item = Period> {
        self.beside.into_iter().chain([self.period])
    }

    /// Whole units are told of closed months only.
    fn check_periods(&self, publication: &Publication) -> Result<(), Problem> {
        let forecast = self.periods().any(|period| period == Period::Forecast);
        if self.by != By::Units || !forecast {
            return Ok(());
        }
        let last = publication
            .windows
            .recorded
            .last()
            .map_or("r202512", String::as_str);
        Err(Problem::not_found(
            "no-forecast-by-unit",
            format!("no forecast is published by unit; name a closed month, such as {last}"),
        ))
    }
}

fn by(
    publication: &Publication,
    category: &CategorySlug,
    asked: &Asked<'_>,
) -> Result<By, Problem> {
    let series = || question::mapped(publication, category);
    match asked.by {
        None | Some("cells") => {
            let named = asked.resolution.filter(|text| !text.is_empty());
            let lattice = named.map(|text| question::lattice(publication, Some(text)));
            Ok(By::Cells {
                series: series()?,
                resolution: lattice.transpose()?.map(Lattice::resolution),
            })
        }
        Some("districts") if publication.districts.is_some() => {
            Ok(By::Districts { series: series()? })
        }
        Some("districts") => Err(Problem::not_found(
            "no-districts",
            "no shapes of districts were given to this site; `by` can be cells or units",
        )),
        Some("units") => {
            question::told_by_unit(publication, category)?;
            Ok(By::Units)
        }
        Some(_) => Err(Problem::bad_request(
            "by",
            "`by` must be cells, districts or units",
        )),
    }
}
