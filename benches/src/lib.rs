//! oshaq-benches
