//! A style that a deployment names for the ground of its map, and whom a reader's browser may ask for what the style needs.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// A MapLibre style whose layers lie under the map's own in the place of the offline ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapStyle {
    light: StyleAddress,
    dark: Option<StyleAddress>,
    origins: Vec<StyleOrigin>,
}

/// Why settings of a style do not go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapStyleError {
    /// A setting that only adds to a style stands alone.
    #[error(
        "`{setting}` says nothing without `map_style`: name a style there, or leave `{setting}` out"
    )]
    Alone {
        /// Name of the setting.
        setting: &'static str,
    },
    /// Readers come by https, and browsers load nothing into such a page by http.
    #[error(
        "`{setting}` names {address}, which browsers refuse in a page that is reached by https (`public_origin`): name it by https"
    )]
    Mixed {
        /// Name of the setting.
        setting: &'static str,
        /// What would not be loaded.
        address: String,
    },
}

impl MapStyle {
    /// Joins what the settings say: `None` where they name no style. `public_origin` is the address under which readers come,
    /// where it is known.
    ///
    /// # Errors
    /// [`MapStyleError::Alone`] for a dark style or origins without a style, [`MapStyleError::Mixed`] for http under an https page.
    pub fn joined(
        light: Option<StyleAddress>,
        dark: Option<StyleAddress>,
        origins: &[StyleOrigin],
        public_origin: Option<&str>,
    ) -> Result<Option<Self>, MapStyleError> {
        let alone = |setting| Err(MapStyleError::Alone { setting });
        let Some(light) = light else {
            return match (dark, origins) {
                (Some(_), _) => alone("map_style_dark"),
                (None, [_, ..]) => alone("map_style_origins"),
                (None, []) => Ok(None),
            };
        };
        if public_origin.is_some_and(|origin| origin.starts_with("https:")) {
            refuse_http(&light, dark.as_ref(), origins)?;
        }
        Ok(Some(Self {
            origins: distinct(&light, dark.as_ref(), origins),
            light,
            dark,
        }))
    }

    /// The style of the light theme, and of the dark one where that has none.
    pub fn light(&self) -> &str {
        &self.light.address
    }

    /// The style of the dark theme.
    pub fn dark(&self) -> Option<&str> {
        self.dark.as_ref().map(|dark| dark.address.as_str())
    }

    /// Every other origin that a reader's browser may ask: those of the styles, then the listed ones, each once.
    pub fn origins(&self) -> impl Iterator<Item = &str> {
        self.origins.iter().map(|origin| origin.0.as_str())
    }
}

fn distinct(
    light: &StyleAddress,
    dark: Option<&StyleAddress>,
    listed: &[StyleOrigin],
) -> Vec<StyleOrigin> {
    let own = [Some(light), dark].into_iter().flatten();
    let all = own
        .filter_map(|style| style.origin.as_ref())
        .chain(listed)
        .cloned();
    let mut found: Vec<StyleOrigin> = Vec::new();
    for origin in all {
        if !found.contains(&origin) {
            found.push(origin);
        }
    }
    found
}

fn refuse_http(
    light: &StyleAddress,
    dark: Option<&StyleAddress>,
    listed: &[StyleOrigin],
) -> Result<(), MapStyleError> {
    let styles = [("map_style", Some(light)), ("map_style_dark", dark)];
    let of_styles = styles
        .into_iter()
        .filter_map(|(setting, style)| Some((setting, style?.address.as_str())));
    let of_list = listed
        .iter()
        .map(|origin| ("map_style_origins", origin.0.as_str()));
    match of_styles
        .chain(of_list)
        .find(|(_, address)| address.starts_with("http:"))
    {
        None => Ok(()),
        Some((setting, address)) => Err(MapStyleError::Mixed {
            setting,
            address: address.to_owned(),
        }),
    }
}

/// Where a style is: `https://host/path/style.json`, or an absolute path on the server's own site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StyleAddress {
    address: String,
    /// `None` on the server's own site.
    origin: Option<StyleOrigin>,
}

/// Why a text is no [`StyleAddress`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StyleAddressError {
    /// Neither an address nor a path.
    #[error(
        "write the whole address, such as https://tiles.example.kz/styles/basic/style.json, or an absolute path on this site, such as /styles/basic.json"
    )]
    Form,
    /// A user name or a password.
    #[error(
        "the address carries a user name or a password, which every reader's browser would be told: leave them out"
    )]
    Credentials,
    /// A host that no content security policy can name.
    #[error(transparent)]
    Origin(#[from] StyleOriginError),
}

impl FromStr for StyleAddress {
    type Err = StyleAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_path(text) {
            let address = text.to_owned();
            return Ok(Self {
                address,
                origin: None,
            });
        }
        let url = web_address(text).ok_or(StyleAddressError::Form)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(StyleAddressError::Credentials);
        }
        if url.fragment().is_some() {
            return Err(StyleAddressError::Form);
        }
        let origin = Some(StyleOrigin::of(&url)?);
        Ok(Self {
            address: url.into(),
            origin,
        })
    }
}

/// `//host` would be another site.
fn is_path(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\\\"<>#".contains(&byte);
    text.starts_with('/') && !text.starts_with("//") && text.bytes().all(plain)
}

fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// Scheme, host and port of what a style needs, such as `https://tiles.example.kz`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StyleOrigin(String);

/// Why a text is no [`StyleOrigin`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StyleOriginError {
    /// No scheme, or more than an origin.
    #[error(
        "write scheme and host alone, with a port where it has one, such as https://tiles.example.kz"
    )]
    Form,
    /// A host that no content security policy can name.
    #[error(
        "a content security policy can name this host only by letters, digits, hyphens and dots: give it such a name"
    )]
    Host,
}

impl StyleOrigin {
    fn of(url: &Url) -> Result<Self, StyleOriginError> {
        let nameable = |host: &str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
            host.bytes().all(plain)
        };
        match url.host() {
            Some(Host::Domain(host)) if nameable(host) => {}
            Some(Host::Ipv4(_)) => {}
            _ => return Err(StyleOriginError::Host),
        }
        Ok(Self(url.origin().ascii_serialization()))
    }
}

impl FromStr for StyleOrigin {
    type Err = StyleOriginError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = web_address(text).ok_or(StyleOriginError::Form)?;
        let origin = Self::of(&url)?;
        let bare = url.as_str().strip_suffix('/') == Some(origin.0.as_str());
        if bare {
            Ok(origin)
        } else {
            Err(StyleOriginError::Form)
        }
    }
}

impl fmt::Display for StyleOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(text: &str) -> StyleAddress {
        text.parse().unwrap()
    }

    fn origin(text: &str) -> StyleOrigin {
        text.parse().unwrap()
    }

    #[test]
    fn a_style_is_named_by_its_whole_address_or_by_a_path_on_the_own_site() {
        let elsewhere = style("https://Tiles.Example.kz:8443/styles/basic.json?key=public");
        assert_eq!(
            elsewhere.address,
            "https://tiles.example.kz:8443/styles/basic.json?key=public"
        );
        assert_eq!(
            elsewhere.origin,
            Some(origin("https://tiles.example.kz:8443"))
        );
        assert_eq!(style("/styles/basic.json").origin, None);
        // The name as Python's codec `idna` writes it.
        assert_eq!(
            style("https://карта.қаз/style.json")
                .origin
                .unwrap()
                .to_string(),
            "https://xn--80aa2azak.xn--80ao21a"
        );
    }

    #[test]
    fn what_is_no_address_of_a_style_is_refused_with_a_remedy() {
        for (text, part) in [
            ("style.json", "https://tiles.example.kz/styles/basic"),
            ("//tiles.example.kz/style.json", "absolute path"),
            ("/styles/a b.json", "absolute path"),
            ("ftp://tiles.example.kz/style.json", "write the whole"),
            ("mapbox://styles/basic", "write the whole"),
            ("javascript:alert(1)", "write the whole"),
            (
                "https://tiles.example.kz/style.json#here",
                "write the whole",
            ),
            ("https://me@tiles.example.kz/style.json", "leave them out"),
            (
                "https://me:secret@tiles.example.kz/s.json",
                "leave them out",
            ),
            ("https://[::1]/style.json", "letters, digits, hyphens"),
            ("https://a;script-src-elem/style.json", "letters, digits"),
        ] {
            let error = text.parse::<StyleAddress>().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port_and_nothing_else() {
        for text in [
            "https://fonts.example.kz",
            "https://fonts.example.kz/",
            "http://127.0.0.1:8081",
        ] {
            assert_eq!(origin(text).to_string(), text.trim_end_matches('/'));
        }
        assert_eq!(
            origin("https://fonts.example.kz:443"),
            origin("https://fonts.example.kz")
        );
        for text in [
            "fonts.example.kz",
            "https:",
            "https://*.example.kz",
            "https://fonts.example.kz/path",
            "https://fonts.example.kz?x",
            "https://me@fonts.example.kz",
            "'unsafe-inline'",
            "*",
            "data:",
            "",
        ] {
            assert!(text.parse::<StyleOrigin>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_origins_are_those_of_the_styles_and_the_listed_ones_each_once() {
        let listed = [
            origin("https://fonts.example.kz"),
            origin("https://tiles.example.kz"),
        ];
        let named = MapStyle::joined(
            Some(style("https://tiles.example.kz/light.json")),
            Some(style("https://night.example.kz/dark.json")),
            &listed,
            Some("https://map.example.kz"),
        );
        let named = named.unwrap().unwrap();
        assert_eq!(
            named.origins().collect::<Vec<_>>(),
            [
                "https://tiles.example.kz",
                "https://night.example.kz",
                "https://fonts.example.kz"
            ]
        );
        let own = MapStyle::joined(Some(style("/style.json")), None, &[], None);
        assert_eq!(own.unwrap().unwrap().origins().count(), 0);
        assert_eq!(MapStyle::joined(None, None, &[], None), Ok(None));
    }

    #[test]
    fn settings_that_do_not_go_together_are_refused_by_name() {
        let elsewhere = || Some(style("http://tiles.example.kz/style.json"));
        let fonts = [origin("https://fonts.example.kz")];
        for (joined, part) in [
            (
                MapStyle::joined(None, elsewhere(), &[], None),
                "`map_style_dark` says nothing without `map_style`",
            ),
            (
                MapStyle::joined(None, None, &fonts, None),
                "`map_style_origins` says nothing",
            ),
            (
                MapStyle::joined(elsewhere(), None, &fonts, Some("https://map.example.kz")),
                "`map_style` names http://tiles.example.kz/style.json, which browsers refuse",
            ),
        ] {
            let error = joined.unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        assert!(MapStyle::joined(elsewhere(), None, &fonts, None).is_ok());
    }
}
