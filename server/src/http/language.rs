//! The three languages that people are answered in.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use oshaq_domain::Names;
use serde::Deserialize;

use crate::http::problem::Problem;

/// The parameter that asks for a language, among whatever others.
#[derive(Debug, Deserialize)]
struct LanguageQuery {
    lang: Option<String>,
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Language {
    /// Kazakh.
    Kk,
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Language {
    /// All of them, the state language first.
    pub(crate) const ALL: [Self; 3] = [Self::Kk, Self::Ru, Self::En];

    /// The one of a tag; `None` when we do not speak it.
    pub(crate) fn tagged(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "kk" => Some(Self::Kk),
            "ru" => Some(Self::Ru),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The one that an answer is to be in: the query's `lang`, else the one that the client likes best.
    ///
    /// # Errors
    /// A problem when `lang` is none of ours.
    pub(crate) fn asked(uri: &Uri, headers: &HeaderMap) -> Result<Self, Problem> {
        let query = uri.query().and_then(|_| Query::try_from_uri(uri).ok());
        match query.and_then(|Query(LanguageQuery { lang })| lang) {
            Some(tag) => Self::tagged(&tag)
                .ok_or_else(|| Problem::bad_request("lang", "`lang` must be kk, ru or en")),
            None => Ok(Self::accepted(headers)),
        }
    }

    /// The one that a client likes best, the first named where it likes several equally; English when it names none of ours.
    ///
    /// Source: RFC 9110, section 12.5.4.
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::ACCEPT_LANGUAGE).iter();
        let items = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','));
        let mut best = (Self::En, 0.0);
        for item in items {
            let mut parts = item.split(';').map(str::trim);
            let language = parts.next().and_then(Self::tagged);
            let quality = parts.find_map(|part| part.strip_prefix("q="));
            let quality = quality.map_or(1.0, |text| text.parse::<f32>().unwrap_or(0.0));
            if let Some(language) = language.filter(|_| quality > best.1) {
                best = (language, quality);
            }
        }
        best.0
    }

    /// Its tag.
    ///
    /// Source: RFC 5646.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// What it calls itself.
    pub(crate) const fn own_name(self) -> &'static str {
        match self {
            Self::Kk => "Қазақша",
            Self::Ru => "Русский",
            Self::En => "English",
        }
    }

    /// What is said in this language, of Kazakh, Russian and English.
    pub(crate) fn of<T>(self, [kk, ru, en]: [T; 3]) -> T {
        match self {
            Self::Kk => kk,
            Self::Ru => ru,
            Self::En => en,
        }
    }

    /// A number with this language's decimal sign.
    pub(crate) fn decimal(self, number: f64) -> String {
        let text = number.to_string();
        self.of([text.replace('.', ","), text.replace('.', ","), text])
    }

    /// The name in this language.
    pub(crate) fn name(self, names: &Names) -> &str {
        self.of([&names.name_kk, &names.name_ru, &names.name_en])
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::asked(&parts.uri, &parts.headers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_best_liked_language_that_we_speak_is_taken() {
        let accepted = |text: &'static str| {
            let headers = [(header::ACCEPT_LANGUAGE, HeaderValue::from_static(text))];
            Language::accepted(&HeaderMap::from_iter(headers))
        };
        for (text, language) in [
            ("kk-KZ,kk;q=0.9,ru;q=0.8,en;q=0.7", Language::Kk),
            ("de, ru;q=0.5, en;q=0.4", Language::Ru),
            ("RU", Language::Ru),
            ("en;q=0.2, kk;q=0.3", Language::Kk),
            ("kk;q=0, ru;q=x", Language::En),
            ("de", Language::En),
            ("", Language::En),
        ] {
            assert_eq!(accepted(text), language, "{text}");
        }
        assert_eq!(Language::accepted(&HeaderMap::new()), Language::En);
    }

    #[test]
    fn the_query_goes_before_the_header_and_is_refused_where_it_names_none_of_ours() {
        let headers = [(header::ACCEPT_LANGUAGE, HeaderValue::from_static("kk"))];
        let headers = HeaderMap::from_iter(headers);
        let asked = |path: &'static str| Language::asked(&Uri::from_static(path), &headers).ok();
        for (path, language) in [
            ("/x", Some(Language::Kk)),
            ("/x?lang=ru", Some(Language::Ru)),
            ("/x?category=theft&lang=EN-gb", Some(Language::En)),
            ("/x?lang=r%75", Some(Language::Ru)),
            ("/x?language=ru", Some(Language::Kk)),
            ("/x?lang=de", None),
            ("/x?lang=", None),
        ] {
            assert_eq!(asked(path), language, "{path}");
        }
    }
}
