//! oshaq-server
