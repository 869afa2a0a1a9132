//! What people read of a version: self-contained HTML pages, made of values alone.
//!
//! A [`Page`] is one file without scripts and without anything to fetch, so that it can be kept, mailed and printed.
//! [`Line`], [`Bars`], [`Intervals`], [`Histogram`] and [`Table`] are what it shows numbers with.
//! [`EvaluationReport`] and [`ModelCard`] are whole pages about models, [`QualityReport`] is one about a version.
//! This room reads no files, knows no clock, and imports none of the rooms that measure: they hand it values.

mod card;
mod evaluation;
mod page;
mod plot;
mod quality;
mod scale;
mod table;

pub use card::{CardDisparity, CardScores, ModelCard};
pub use evaluation::{CategoryReport, EvaluationReport};
pub use page::Page;
pub use plot::{Bars, Histogram, Interval, Intervals, Line, Series};
pub use quality::{QualityReport, QualitySection};
pub use scale::number;
pub use table::Table;
