//! Static risk maps: a request of coloured shapes becomes a PNG with map, legend, title and the mark of simulated data.
//!
//! maplibre-rs draws the map (paper, areas, lines); header, legend, mark and footer are drawn after it by this crate.

mod canvas;
mod clip;
mod failure;
mod frame;
mod labels;
mod map;
mod picture;
mod request;
mod sheet;
mod tile;

pub use failure::Failure;
pub use picture::draw;
pub use request::{Beside, Colour, Label, Layer, LegendEntry, MAX_BYTES, Map, Point, Request};
