//! The server as its clients see it: a real listener, a real store, surfaces of simulated counts.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod api;
mod conformance;
mod contract;
mod disclosure;
mod districts;
mod export;
mod figures;
mod files;
mod fixture;
mod grid;
mod map_style;
mod ogc;
mod open_data;
mod page;
mod robust;
mod snapshot;
mod tiles;
mod versions;
mod walk;
