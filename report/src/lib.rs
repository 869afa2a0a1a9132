//! What people read of a version: self-contained HTML pages, made of values alone.
//!
//! A [`Page`] is one file without scripts and without anything to fetch, so that it can be kept, mailed and printed.
//! This room reads no files, knows no clock, and imports none of the rooms that measure: they hand it values.

mod page;

pub use page::Page;
