//! oshaq-etl
