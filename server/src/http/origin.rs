//! Scheme and host of absolute addresses.

use axum::http::{HeaderMap, header};

use crate::config::ServerConfig;

/// Scheme and host for absolute addresses: as configured, else as the client used them.
pub(crate) fn origin(config: &ServerConfig, headers: &HeaderMap) -> String {
    let configured = config.public_origin.clone();
    configured.unwrap_or_else(|| own_origin(headers))
}

/// Scheme and host as the client used them. The host is taken over only when it is plainly one.
fn own_origin(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let plain = |host: &&str| {
        !host.is_empty()
            && host.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']')
            })
    };
    let host = text(header::HOST.as_str())
        .filter(plain)
        .unwrap_or("localhost");
    let scheme = text("x-forwarded-proto")
        .filter(|scheme| *scheme == "https")
        .unwrap_or("http");
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_host_that_is_none_is_not_repeated() {
        let origin = |host: &'static str| {
            own_origin(&HeaderMap::from_iter([(
                header::HOST,
                HeaderValue::from_static(host),
            )]))
        };
        assert_eq!(origin("127.0.0.1:8080"), "http://127.0.0.1:8080");
        assert_eq!(origin("evil\"<script>"), "http://localhost");
        assert_eq!(own_origin(&HeaderMap::new()), "http://localhost");
    }
}
