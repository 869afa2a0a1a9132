//! The windows of a surface: its closed months and the month of its forecast.

use std::collections::BTreeMap;

use oshaq_domain::Month;

/// The property names of a surface's windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Windows {
    /// `r202411` for each closed month.
    pub recorded: Vec<String>,
    /// `f202601`, the forecast.
    pub forecast: String,
}

impl Windows {
    pub(crate) fn of(months: &[Month], forecast: Month) -> Self {
        let digits = |month: Month| month.to_string().replace('-', "");
        Self {
            recorded: months
                .iter()
                .map(|&month| format!("r{}", digits(month)))
                .collect(),
            forecast: format!("f{}", digits(forecast)),
        }
    }

    /// All names, the closed months first and the forecast last.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let recorded = self.recorded.iter().map(String::as_str);
        recorded.chain([self.forecast.as_str()])
    }

    /// The position of a name among [`Windows::names`].
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.names().position(|own| own == name)
    }

    /// What each property of a risk tile means, for `TileJSON`.
    pub(crate) fn fields(&self) -> BTreeMap<String, String> {
        let recorded = self.recorded.iter().map(|name| {
            (
                name.as_str(),
                "Number: band 0 to 5 of the recorded offences",
            )
        });
        let forecast = [
            (
                self.forecast.as_str(),
                "Number: band 0 to 5 of the forecast",
            ),
            (
                "lo",
                "Number: band at the lower end of the forecast's interval",
            ),
            (
                "hi",
                "Number: band at the upper end of the forecast's interval",
            ),
            ("cell", "String: H3 cell, 15 hexadecimal digits"),
        ];
        recorded
            .chain(forecast)
            .map(|(name, word)| (name.to_owned(), word.to_owned()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_named_after_their_months() {
        let months = ["2024-11".parse().unwrap(), "2024-12".parse().unwrap()];
        let windows = Windows::of(&months, "2025-01".parse().unwrap());
        assert_eq!(windows.recorded, ["r202411", "r202412"]);
        assert_eq!(windows.forecast, "f202501");
        assert_eq!(windows.position("r202412"), Some(1));
        assert_eq!(windows.position("f202501"), Some(2));
        assert_eq!(windows.position("r202501"), None);
    }
}
