//! The frame of every page: head, style, the mark of simulated data, and who made it.

use maud::{DOCTYPE, Markup, html};

/// Kept in one place, so that a quality report and an evaluation look alike; follows the reader's light or dark setting.
const STYLE: &str = include_str!("page.css");

/// A self-contained HTML page.
///
/// # Example
/// ```
/// let page = oshaq_report::Page {
///     title: "Quality of incidents 1f00".to_owned(),
///     simulated: true,
///     body: maud::html! { p { "120 rows were read." } },
/// };
/// assert!(page.render().contains("simulated data"));
/// ```
#[derive(Debug, Clone)]
pub struct Page {
    /// What the page is about; the only `h1`.
    pub title: String,
    /// Whether any of it comes from simulated data: then it says so before anything else.
    pub simulated: bool,
    /// Everything below the title.
    pub body: Markup,
}

impl Page {
    /// The whole file.
    pub fn render(&self) -> String {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) " · Oshaq" }
                    style { (maud::PreEscaped(STYLE)) }
                }
                body {
                    @if self.simulated {
                        p.mark role="note" { "This page shows simulated data, not recorded offences." }
                    }
                    main {
                        h1 { (self.title) }
                        (self.body)
                    }
                    footer { "Oshaq · places, never persons · recorded offences, never predictions about people" }
                }
            }
        }
        .into_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(simulated: bool) -> String {
        let title = "A < B & C".to_owned();
        let body = html! { p { "text" } };
        Page {
            title,
            simulated,
            body,
        }
        .render()
    }

    #[test]
    fn what_is_simulated_says_so_and_nothing_else_does() {
        assert!(page(true).contains("simulated data"));
        assert!(!page(false).contains("simulated data"));
    }

    #[test]
    fn a_page_fetches_nothing_and_escapes_what_it_is_told() {
        let page = page(true);
        assert!(page.contains("A &lt; B &amp; C"));
        for fetched in ["http:", "https:", "<script", "<link", "@import", "url("] {
            assert!(!page.contains(fetched), "{fetched}");
        }
    }
}
