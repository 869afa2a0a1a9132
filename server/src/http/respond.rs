//! Sending bytes: encoding, tags and caching in one place.

use std::sync::OnceLock;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use serde::Serialize;

use crate::http::hex::hex;
use crate::http::negotiate::{Encoding, encoding, has_copy};
use crate::http::problem::Problem;
use crate::packed::{Archive, brotli, gzip, print};

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
    pub(crate) const fn header(self) -> HeaderValue {
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
        let Some(sent) = sent_in(headers, Encoding::MADE, self.worth_packing) else {
            return Problem::not_acceptable("accept `gzip`, `br` or `identity`").into_response();
        };
        let body = match sent {
            Encoding::Brotli => self.brotli.get_or_init(|| Bytes::from(brotli(&self.raw))),
            Encoding::Gzip => self
                .gzip
                .get_or_init(|| Bytes::from(gzip(&self.raw, Compression::best()))),
            Encoding::Identity | Encoding::Zstd => &self.raw,
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

/// The encoding of an answer: what is not worth compressing goes as it is wherever that is acceptable.
fn sent_in(headers: &HeaderMap, offered: &[Encoding], worth_packing: bool) -> Option<Encoding> {
    let plain = encoding(headers, &[Encoding::Identity]).filter(|_| !worth_packing);
    plain.or_else(|| encoding(headers, offered))
}

/// Answers a value as JSON, compressed on the way when the client wishes and it pays.
pub(crate) fn send_json(headers: &HeaderMap, value: &impl Serialize) -> Response {
    send_made(
        headers,
        &HeaderValue::from_static("application/json"),
        json(value),
    )
}

/// Answers what was just made, compressed on the way when the client wishes and it pays.
pub(crate) fn send_made(headers: &HeaderMap, media_type: &HeaderValue, raw: Vec<u8>) -> Response {
    let worth_packing = raw.len() >= LEAST_COMPRESSED;
    let Some(sent) = sent_in(headers, Encoding::WAITED_FOR, worth_packing) else {
        return Problem::not_acceptable("accept `gzip` or `identity`").into_response();
    };
    let print = short_print(&raw);
    let body = match sent {
        Encoding::Gzip => gzip(&raw, Compression::fast()),
        _ => raw,
    };
    represent(
        headers,
        media_type,
        Caching::Short,
        print,
        sent,
        Bytes::from(body),
    )
}

/// Sends what was compressed at publish time, in the encoding that the client likes best.
///
/// # Errors
/// 406 when the client accepts no encoding of ours, 503 when the disk does not give the bytes.
pub(crate) fn send_packed<A>(
    headers: &HeaderMap,
    media_type: &'static str,
    (caching, vary): (Caching, &'static str),
    (archive, position, form): (&Archive<A>, usize, usize),
) -> Result<Response, Problem> {
    let encoding = encoding(headers, Encoding::PACKED)
        .ok_or_else(|| Problem::not_acceptable("accept `br`, `zstd`, `gzip` or `identity`"))?;
    let representation = Representation {
        media_type: &HeaderValue::from_static(media_type),
        caching,
        vary,
        print: archive.print(position, form),
        encoding,
    };
    representation.answer(headers, || {
        archive.read(position, form, encoding).map_err(|error| {
            tracing::error!(%error, "what was published cannot be read");
            Problem::unavailable("unreadable", "the disk did not give the bytes; try again")
        })
    })
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
    let representation = Representation {
        media_type,
        caching,
        vary: "accept-encoding",
        print,
        encoding,
    };
    let answer = representation.answer(headers, || Ok::<_, std::convert::Infallible>(body));
    answer.unwrap_or_else(|never| match never {})
}

/// What is said of a body beside the body.
struct Representation<'a> {
    media_type: &'a HeaderValue,
    caching: Caching,
    vary: &'static str,
    print: u64,
    encoding: Encoding,
}

impl Representation<'_> {
    /// 304 when the client has it; else 200 with the body, which is asked for only then.
    fn answer<E>(
        &self,
        headers: &HeaderMap,
        body: impl FnOnce() -> Result<Bytes, E>,
    ) -> Result<Response, E> {
        let etag = etag(self.print, self.encoding);
        let known = has_copy(headers, &etag);
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Response::new(Body::from(body()?))
        };
        let own = response.headers_mut();
        // With what the edge puts on: a map that is large enough at once is not hashed anew.
        own.reserve(16);
        if let Ok(etag) = HeaderValue::from_bytes(&etag) {
            own.insert(header::ETAG, etag);
        }
        own.insert(header::CACHE_CONTROL, self.caching.header());
        own.insert(header::VARY, HeaderValue::from_static(self.vary));
        if !known {
            own.insert(header::CONTENT_TYPE, self.media_type.clone());
            if let Some(name) = self.encoding.name() {
                own.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
            }
        }
        Ok(response)
    }
}

/// The tag of a representation, with its quotation marks: `"0123456789abcdef-gz"`.
fn etag(print: u64, encoding: Encoding) -> [u8; 21] {
    let mut tag = *b"\"0123456789abcdef-xx\"";
    tag[1..17].copy_from_slice(&hex(print));
    tag[18..20].copy_from_slice(encoding.tag().as_bytes());
    tag
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Length of the raw answer, what the client accepts, and how it is sent.
    fn sent(length: usize, accept: &'static str) -> Result<Option<String>, StatusCode> {
        let headers =
            HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accept))]);
        let media_type = HeaderValue::from_static("application/json");
        let response = send_made(&headers, &media_type, vec![b' '; length]);
        let encoding = response.headers().get(header::CONTENT_ENCODING);
        let encoding = encoding.map(|name| name.to_str().unwrap().to_owned());
        match response.status() {
            StatusCode::OK => Ok(encoding),
            refused => Err(refused),
        }
    }

    #[test]
    fn what_is_made_while_a_client_waits_is_sent_as_it_wishes() {
        let gzip = Ok(Some("gzip".to_owned()));
        for (length, accept, expected) in [
            (LEAST_COMPRESSED, "br, gzip", &gzip),
            (LEAST_COMPRESSED, "gzip;q=0.9", &gzip),
            (LEAST_COMPRESSED, "*", &gzip),
            (LEAST_COMPRESSED, "br", &Ok(None)),
            (LEAST_COMPRESSED, "gzip;q=0.1, identity;q=0.2", &Ok(None)),
            (LEAST_COMPRESSED - 1, "gzip", &Ok(None)),
            (LEAST_COMPRESSED - 1, "gzip;q=1, identity;q=0", &gzip),
            (
                LEAST_COMPRESSED,
                "br, identity;q=0",
                &Err(StatusCode::NOT_ACCEPTABLE),
            ),
        ] {
            assert_eq!(&sent(length, accept), expected, "{length} {accept}");
        }
    }

    #[test]
    fn a_short_document_is_packed_for_who_excludes_what_is_not() {
        let document = Document::json(Caching::Short, &"short");
        let headers = [(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("br, identity;q=0"),
        )];
        let response = document.send(&HeaderMap::from_iter(headers));
        assert_eq!(response.headers()[header::CONTENT_ENCODING], "br");
    }
}
