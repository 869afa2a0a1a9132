//! Data to begin with: reference facts with their sources, and a simulator of ERDR-style records with a known truth.
//!
//! Everything simulated is labelled so, in file names, in every row and in every JSON.
//!
//! Read in this order: [`facts`] (what is known of the country).

pub mod facts;
mod indicators;

pub use indicators::indicators;
