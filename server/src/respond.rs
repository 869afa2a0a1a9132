//! Sending bytes: encoding, tags and caching in one place.

use std::sync::OnceLock;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use serde::Serialize;

use crate::negotiate::{Encoding, encoding, has_copy};
use crate::problem::Problem;
use crate::tiles::{brotli, gzip, print};

/// How long an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caching {
    /// Its address will never mean anything else.
    Immutable,
    /// It follows the published version.
    Short,
    /// To be asked for every time, though a copy may be confirmed.
    Revalidate,
}

impl Caching {
    const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::Short => "public, max-age=5, must-revalidate",
            Self::Revalidate => "no-cache",
        })
    }
}

/// Bytes shorter than this are not worth compressing.
const LEAST_COMPRESSED: usize = 1024;

/// Something to be sent often: compressed once, when a client first wishes it.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    media_type: HeaderValue,
    caching: Caching,
    print: u64,
    raw: Bytes,
    worth_packing: bool,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

impl Document {
    pub(crate) fn new(media_type: HeaderValue, caching: Caching, raw: Vec<u8>) -> Self {
        Self {
            worth_packing: raw.len() >= LEAST_COMPRESSED && compressible(&media_type),
            media_type,
            caching,
            print: short_print(&raw),
            raw: Bytes::from(raw),
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    pub(crate) fn json(caching: Caching, value: &impl Serialize) -> Self {
        Self::new(
            HeaderValue::from_static("application/json"),
            caching,
            json(value),
        )
    }

    /// Sends the representation that the client likes best.
    pub(crate) fn send(&self, headers: &HeaderMap) -> Response {
        let Some(liked) = encoding(headers) else {
            return nothing_acceptable();
        };
        let sent = if self.worth_packing {
            liked
        } else {
            Encoding::Identity
        };
        let body = match sent {
            Encoding::Brotli => self.brotli.get_or_init(|| Bytes::from(brotli(&self.raw))),
            Encoding::Gzip => self
                .gzip
                .get_or_init(|| Bytes::from(gzip(&self.raw, Compression::best()))),
            Encoding::Identity => &self.raw,
        };
        represent(
            headers,
            &self.media_type,
            self.caching,
            self.print,
            sent,
            body.clone(),
        )
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    match serde_json::to_vec(value) {
        Ok(raw) => raw,
        Err(error) => unreachable!("answers have text keys and finite numbers: {error}"),
    }
}

fn nothing_acceptable() -> Response {
    Problem::not_acceptable("accept `gzip`, `br` or `identity`").into_response()
}

/// Answers a value as JSON, compressed on the way when the client wishes and it pays.
pub(crate) fn send_json(headers: &HeaderMap, value: &impl Serialize) -> Response {
    let raw = json(value);
    let Some(liked) = encoding(headers) else {
        return nothing_acceptable();
    };
    let packs =
        liked != Encoding::Identity && raw.len() >= LEAST_COMPRESSED && accepts_gzip(headers);
    let print = short_print(&raw);
    let (sent, body) = if packs {
        (Encoding::Gzip, gzip(&raw, Compression::fast()))
    } else {
        (Encoding::Identity, raw)
    };
    let media_type = HeaderValue::from_static("application/json");
    represent(
        headers,
        &media_type,
        Caching::Short,
        print,
        sent,
        Bytes::from(body),
    )
}

/// Whether gzip will do where brotli would be liked better: compressing with brotli takes too long while a client waits.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING);
    let mut items = lines
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    items.any(|item| item.trim().eq_ignore_ascii_case("gzip"))
}

/// Puts one representation into a response: 200 with the body, or 304 when the client has it.
pub(crate) fn represent(
    headers: &HeaderMap,
    media_type: &HeaderValue,
    caching: Caching,
    print: u64,
    encoding: Encoding,
    body: Bytes,
) -> Response {
    let etag = format!("\"{print:016x}-{}\"", encoding.tag());
    let known = has_copy(headers, &etag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(body))
    };
    let own = response.headers_mut();
    own.reserve(8);
    if let Ok(etag) = HeaderValue::try_from(etag) {
        own.insert(header::ETAG, etag);
    }
    own.insert(header::CACHE_CONTROL, caching.header());
    own.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if !known {
        own.insert(header::CONTENT_TYPE, media_type.clone());
        if let Some(name) = encoding.name() {
            own.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
    }
    response
}

fn compressible(media_type: &HeaderValue) -> bool {
    let text = media_type.to_str().unwrap_or_default();
    text.starts_with("text/")
        || ["json", "javascript", "xml", "wasm", "ttf", "otf"]
            .iter()
            .any(|part| text.contains(part))
}

/// The first 64 bits of a content's hash.
pub(crate) fn short_print(raw: &[u8]) -> u64 {
    let print = print(raw);
    u64::from_be_bytes([
        print[0], print[1], print[2], print[3], print[4], print[5], print[6], print[7],
    ])
}
