//! oshaq-models
