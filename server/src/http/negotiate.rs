//! What a client accepts, and what it already has.

use axum::http::{HeaderMap, HeaderValue, header};

/// A content encoding that is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Brotli.
    Brotli,
    /// Zstandard (RFC 8878).
    Zstd,
    /// Gzip.
    Gzip,
    /// As it is.
    Identity,
}

impl Encoding {
    /// What is compressed at publish time is served in; best first, where the client likes them equally.
    pub(crate) const PACKED: &[Self] = &[Self::Brotli, Self::Zstd, Self::Gzip, Self::Identity];

    /// What is compressed when a client first wishes it is served in; best first.
    pub(crate) const MADE: &[Self] = &[Self::Brotli, Self::Gzip, Self::Identity];

    /// What is compressed while a client waits is served in; best first. Brotli takes too long for that.
    pub(crate) const WAITED_FOR: &[Self] = &[Self::Gzip, Self::Identity];

    /// The value of `Content-Encoding`; `None` for none.
    pub(crate) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Zstd => Some("zstd"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// What distinguishes the `ETag` of this representation.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zs",
            Self::Gzip => "gz",
            Self::Identity => "id",
        }
    }
}

/// Which of the offered encodings, best first, the client likes best; `None` when it accepts none of them.
///
/// Source: RFC 9110, sections 12.4.2 and 12.5.3: without the header anything goes (we send it as it is, for clients
/// too simple to ask); `identity` is acceptable unless excluded.
pub(crate) fn encoding(headers: &HeaderMap, offered: &[Encoding]) -> Option<Encoding> {
    let mut lines = headers.get_all(header::ACCEPT_ENCODING).iter().peekable();
    if lines.peek().is_none() {
        return Some(Encoding::Identity);
    }
    let mut wishes = Wishes::default();
    for line in lines {
        line.to_str()
            .unwrap_or_default()
            .split(',')
            .for_each(|item| wishes.hear(item));
    }
    wishes.best(offered)
}

/// Quality values in thousandths.
#[derive(Debug, Default)]
struct Wishes {
    brotli: Option<u16>,
    zstd: Option<u16>,
    gzip: Option<u16>,
    identity: Option<u16>,
    rest: Option<u16>,
}

impl Wishes {
    fn hear(&mut self, item: &str) {
        let (name, quality) = wish(item);
        let wish = match name.to_ascii_lowercase().as_str() {
            "br" => &mut self.brotli,
            "zstd" => &mut self.zstd,
            "gzip" | "x-gzip" => &mut self.gzip,
            "identity" => &mut self.identity,
            "*" => &mut self.rest,
            _ => return,
        };
        *wish = Some(quality);
    }

    fn quality(&self, encoding: Encoding) -> u16 {
        match encoding {
            Encoding::Brotli => self.brotli.or(self.rest).unwrap_or(0),
            Encoding::Zstd => self.zstd.or(self.rest).unwrap_or(0),
            Encoding::Gzip => self.gzip.or(self.rest).unwrap_or(0),
            // Not named, identity is acceptable but liked less than anything named.
            Encoding::Identity => self
                .identity
                .or(self.rest.filter(|&quality| quality == 0))
                .unwrap_or(1),
        }
    }

    fn best(&self, offered: &[Encoding]) -> Option<Encoding> {
        let mut best = None;
        for &encoding in offered {
            let quality = self.quality(encoding);
            if quality > best.map_or(0, |(_, quality)| quality) {
                best = Some((encoding, quality));
            }
        }
        best.map(|(encoding, _)| encoding)
    }
}

/// A name with its quality value in thousandths.
fn wish(item: &str) -> (&str, u16) {
    let mut parts = item.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let quality = parts
        .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
        .map_or(1000, thousandths);
    (name, quality)
}

/// Which of the offered media types, best first, the client likes best, as its position; `None` when it accepts none of
/// them. Each offer is a list of names for the same type, all in lower case.
///
/// Source: RFC 9110, section 12.5.1: the most specific range decides; without the header anything goes.
pub(crate) fn media_type(headers: &HeaderMap, offered: &[&[&str]]) -> Option<usize> {
    let lines = headers.get_all(header::ACCEPT);
    let text = |line: &HeaderValue| line.to_str().unwrap_or_default().to_ascii_lowercase();
    let lines: Vec<String> = lines.iter().map(text).collect();
    let ranges: Vec<(&str, u16)> = lines
        .iter()
        .flat_map(|line| line.split(','))
        .map(wish)
        .filter(|(range, _)| !range.is_empty())
        .collect();
    if ranges.is_empty() {
        return Some(0);
    }
    let mut best = None;
    for (position, names) in offered.iter().enumerate() {
        let quality = quality_of(names, &ranges);
        if quality > best.map_or(0, |(_, quality)| quality) {
            best = Some((position, quality));
        }
    }
    best.map(|(position, _)| position)
}

/// The quality that the most specific of the ranges gives a media type; 0 when none fits.
fn quality_of(names: &[&str], ranges: &[(&str, u16)]) -> u16 {
    let precision = |range: &str| match range.strip_suffix("/*") {
        Some("*") => Some(0),
        Some(kind) => names
            .iter()
            .any(|name| name.split('/').next() == Some(kind))
            .then_some(1),
        None => names.contains(&range).then_some(2),
    };
    let fitting = ranges
        .iter()
        .filter_map(|&(range, quality)| Some((precision(range)?, quality)));
    fitting.max().map_or(0, |(_, quality)| quality)
}

/// A quality value in thousandths; what is no number between 0 and 1 is not wished.
fn thousandths(text: &str) -> u16 {
    match text.trim().parse::<f32>() {
        Ok(quality) if (0.0..=1.0).contains(&quality) => (quality * 1000.0).round() as u16,
        _ => 0,
    }
}

/// Whether the client's copy is the representation of this tag.
///
/// Source: RFC 9110, section 13.1.2 (weak comparison).
pub(crate) fn has_copy(headers: &HeaderMap, etag: &[u8]) -> bool {
    headers.get_all(header::IF_NONE_MATCH).iter().any(|line| {
        let tags = line.as_bytes().split(|&byte| byte == b',');
        tags.map(<[u8]>::trim_ascii)
            .map(|tag| tag.strip_prefix(b"W/").unwrap_or(tag))
            .any(|tag| tag == etag || tag == b"*")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(accept: &'static str) -> Option<Encoding> {
        let headers =
            HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accept))]);
        encoding(&headers, Encoding::PACKED)
    }

    #[test]
    fn an_encoding_that_is_not_offered_is_not_chosen() {
        let headers = HeaderMap::from_iter([(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("zstd, gzip;q=0.5"),
        )]);
        assert_eq!(encoding(&headers, Encoding::PACKED), Some(Encoding::Zstd));
        assert_eq!(encoding(&headers, Encoding::MADE), Some(Encoding::Gzip));
    }

    #[test]
    fn the_best_liked_media_type_is_chosen_and_the_first_when_equal() {
        const OFFERED: &[&[&str]] = &[
            &["application/mvt", "application/x-mvt"],
            &["application/mlt"],
        ];
        let chosen = |accept: &'static str| {
            let headers =
                HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
            media_type(&headers, OFFERED)
        };
        assert_eq!(media_type(&HeaderMap::new(), OFFERED), Some(0));
        for (accept, expected) in [
            ("*/*", Some(0)),
            ("application/*", Some(0)),
            ("application/mlt", Some(1)),
            ("Application/MLT, */*;q=0.1", Some(1)),
            ("application/mlt;q=0.5, application/x-mvt;q=0.8", Some(0)),
            ("application/mvt;q=0, */*", Some(1)),
            ("application/mlt, application/mvt", Some(0)),
            ("image/png", None),
            ("text/*", None),
            ("*/*;q=0", None),
            ("", Some(0)),
        ] {
            assert_eq!(chosen(accept), expected, "{accept}");
        }
    }

    #[test]
    fn the_best_liked_encoding_is_chosen_and_brotli_when_equal() {
        assert_eq!(
            encoding(&HeaderMap::new(), Encoding::PACKED),
            Some(Encoding::Identity)
        );
        for (accept, expected) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip, zstd", Encoding::Zstd),
            ("zstd;q=0.2, br;q=0.1", Encoding::Zstd),
            ("gzip", Encoding::Gzip),
            ("x-gzip", Encoding::Gzip),
            ("br;q=0.5, gzip;q=0.8", Encoding::Gzip),
            ("br;q=0, gzip", Encoding::Gzip),
            ("GZIP;Q=0.3, identity;q=0.2", Encoding::Gzip),
            ("identity, gzip;q=0.5", Encoding::Identity),
            ("*", Encoding::Brotli),
            ("br;q=0, *;q=0.1", Encoding::Zstd),
            ("deflate", Encoding::Identity),
            ("", Encoding::Identity),
            ("gzip;q=NaN", Encoding::Identity),
        ] {
            assert_eq!(chosen(accept), Some(expected), "{accept}");
        }
    }

    #[test]
    fn a_client_that_excludes_everything_gets_nothing() {
        assert_eq!(chosen("identity;q=0"), None);
        assert_eq!(chosen("*;q=0"), None);
        assert_eq!(chosen("gzip;q=0, identity;q=0, br;q=0"), None);
        assert_eq!(chosen("*;q=0, gzip;q=1"), Some(Encoding::Gzip));
    }

    #[test]
    fn a_copy_is_known_by_its_tag() {
        let asks = |value: &'static str| {
            has_copy(
                &HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(value))]),
                b"\"a-gz\"",
            )
        };
        assert!(asks("\"a-gz\""));
        assert!(asks("\"x\", W/\"a-gz\""));
        assert!(asks("*"));
        assert!(!asks("\"a-br\""));
        assert!(!has_copy(&HeaderMap::new(), b"\"a-gz\""));
    }
}
