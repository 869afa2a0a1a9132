//! Scheme and host of absolute addresses.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::app::App;
use crate::connection::limit::Peer;

/// Scheme and host for absolute addresses: as configured, else as the client used them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin(String);

impl FromRequestParts<Arc<App>> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>();
        let tls = peer.is_some_and(|peer| app.proxies.tell_of_tls(*peer, &parts.headers));
        let configured = app.config.public_origin.clone();
        Ok(Self(
            configured.unwrap_or_else(|| own_origin(&parts.headers, tls)),
        ))
    }
}

impl Origin {
    /// The origin, to put a path behind.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Scheme and host as the client used them. The host is taken over only when it is plainly one.
fn own_origin(headers: &HeaderMap, tls: bool) -> String {
    let plain = |host: &&str| {
        !host.is_empty()
            && host.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']')
            })
    };
    let host = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .filter(plain)
        .unwrap_or("localhost");
    let scheme = if tls { "https" } else { "http" };
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_host_that_is_none_is_not_repeated() {
        let origin = |host: &'static str| {
            let headers = [(header::HOST, HeaderValue::from_static(host))];
            own_origin(&HeaderMap::from_iter(headers), false)
        };
        assert_eq!(origin("127.0.0.1:8080"), "http://127.0.0.1:8080");
        assert_eq!(origin("evil\"<script>"), "http://localhost");
        assert_eq!(own_origin(&HeaderMap::new(), true), "https://localhost");
    }
}
