//! Tests of what the crate promises to others.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod defects;
mod facts;
mod files;
mod process;
mod support;
mod totals;
