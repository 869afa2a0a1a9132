//! Content security policies of what is sent.

use axum::http::HeaderValue;

use crate::map_style::MapStyle;

/// The policies of the page: nothing from elsewhere but what a named style of the map needs, no inline script, no inline style sheet.
#[derive(Debug)]
pub(crate) struct PagePolicies {
    pub page: HeaderValue,
    /// The map in a frame: as the page's, but any site may frame it. Nothing on it can be clicked that changes anything.
    pub embed: HeaderValue,
}

impl PagePolicies {
    /// MapLibre fetches whatever a style names, pictures and fonts too, so that `connect-src` alone grows.
    pub(crate) fn of(style: Option<&MapStyle>) -> Self {
        let origins = style.into_iter().flat_map(MapStyle::origins);
        let elsewhere = origins.fold(String::new(), |before, origin| before + " " + origin);
        Self {
            page: policy(&elsewhere, "'self'"),
            embed: policy(&elsewhere, "*"),
        }
    }
}

/// Origins are ASCII ([`crate::StyleOrigin`]), so that a header can always be made of them.
fn policy(elsewhere: &str, ancestors: &str) -> HeaderValue {
    let text = format!(
        "default-src 'self'; script-src 'self'; worker-src 'self' blob:; child-src 'self' blob:; \
         img-src 'self' data: blob:; style-src 'self'; font-src 'self'; connect-src 'self'{elsewhere}; object-src 'none'; \
         base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    );
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(DATA_POLICY))
}

/// The policy of Swagger UI, which writes style attributes.
pub(crate) const DOCS_POLICY: &str = "default-src 'self'; script-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
    connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The policy of everything that is no page.
pub(crate) const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "default-src 'self'; script-src 'self'; worker-src 'self' blob:; child-src 'self' blob:; \
        img-src 'self' data: blob:; style-src 'self'; font-src 'self'; connect-src 'self'";
    const AFTER: &str =
        "; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors ";

    #[test]
    fn without_a_named_style_the_page_may_ask_nobody_else() {
        let own = PagePolicies::of(None);
        assert_eq!(own.page, format!("{BEFORE}{AFTER}'self'"));
        assert_eq!(own.embed, format!("{BEFORE}{AFTER}*"));
    }

    #[test]
    fn a_named_style_opens_its_origins_for_fetching_and_for_nothing_else() {
        let style = "https://tiles.example.kz/style.json".parse().unwrap();
        let fonts = ["https://fonts.example.kz".parse().unwrap()];
        let style = MapStyle::joined(Some(style), None, &fonts, None).unwrap();
        let named = PagePolicies::of(style.as_ref());
        let origins = " https://tiles.example.kz https://fonts.example.kz";
        assert_eq!(named.page, format!("{BEFORE}{origins}{AFTER}'self'"));
        assert_eq!(named.embed, format!("{BEFORE}{origins}{AFTER}*"));
        let at_home = "/styles/style.json".parse().unwrap();
        let at_home = MapStyle::joined(Some(at_home), None, &[], None).unwrap();
        let policies = PagePolicies::of(at_home.as_ref());
        assert_eq!(policies.page, PagePolicies::of(None).page);
    }
}
