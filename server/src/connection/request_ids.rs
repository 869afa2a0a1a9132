//! Ids of requests.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::http::hex::hex;

/// The header that carries an id, in requests and in answers.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id that is taken over from a client, in bytes.
const MAX_ID_BYTES: usize = 64;

/// The id of a request, as it stands in headers and in the log. A clone shares its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestId(HeaderValue);

impl RequestId {
    /// The id that the client (or a proxy before us) gave, when it is harmless in a log.
    pub(crate) fn given(headers: &HeaderMap) -> Option<Self> {
        let id = headers.get(REQUEST_ID)?;
        let harmless =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let bytes = id.as_bytes();
        ((1..=MAX_ID_BYTES).contains(&bytes.len()) && bytes.iter().all(harmless))
            .then(|| Self(id.clone()))
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    pub(crate) fn into_header(self) -> HeaderValue {
        self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Ids of requests: a word of this process and a running number.
#[derive(Debug)]
pub(crate) struct RequestIds {
    process: [u8; 16],
    next: AtomicU64,
}

impl RequestIds {
    pub(crate) fn new() -> Self {
        Self {
            process: hex(RandomState::new().hash_one(0_u8)),
            next: AtomicU64::new(1),
        }
    }

    /// `a1b2c3d4-000000000001`: eight digits of the process, twelve of the number, which thus lasts for 2^48 requests.
    pub(crate) fn next(&self) -> RequestId {
        let number = hex(self.next.fetch_add(1, Ordering::Relaxed));
        let mut id = [b'-'; 21];
        id[..8].copy_from_slice(&self.process[..8]);
        id[9..].copy_from_slice(&number[4..]);
        RequestId(HeaderValue::from_bytes(&id).unwrap_or(HeaderValue::from_static("-")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_can_be_given_again() {
        let ids = RequestIds::new();
        let (first, second) = (ids.next(), ids.next());
        assert!(first.as_str().ends_with("-000000000001"), "{first}");
        assert_eq!(first.as_str()[..9], second.as_str()[..9]);
        assert_ne!(first, second);
        let headers = HeaderMap::from_iter([(REQUEST_ID, first.clone().into_header())]);
        assert_eq!(RequestId::given(&headers), Some(first));
    }

    #[test]
    fn an_id_that_could_disturb_a_log_is_not_taken_over() {
        let given = |id: &str| {
            let value = HeaderValue::from_str(id).unwrap();
            RequestId::given(&HeaderMap::from_iter([(REQUEST_ID, value)]))
        };
        assert_eq!(given("proxy-4_2.x").unwrap().as_str(), "proxy-4_2.x");
        assert!(given(&"x".repeat(64)).is_some());
        for wrong in ["", "<script>", "a b", "a\tb", &"x".repeat(65)] {
            assert!(given(wrong).is_none(), "{wrong}");
        }
    }
}
