//! The report of an evaluation: models side by side on windows that they had not seen.

use maud::{Markup, html};

use crate::{Bars, Histogram, Intervals, Line, Page, Table};

/// What an evaluation found.
#[derive(Debug, Clone)]
pub struct EvaluationReport {
    /// What was evaluated.
    pub title: String,
    /// Whether the records were simulated.
    pub simulated: bool,
    /// Settings, by name.
    pub facts: Vec<(String, String)>,
    /// One section a category.
    pub categories: Vec<CategoryReport>,
}

/// What was found of one category.
#[derive(Debug, Clone)]
pub struct CategoryReport {
    /// Its name.
    pub name: String,
    /// What it comes to, a sentence each.
    pub verdict: Vec<String>,
    /// Scores of all models.
    pub scores: Table,
    /// Hit rates of all models in the area that patrols are planned for.
    pub hits: Bars,
    /// Hit rate over share of cells.
    pub curve: Line,
    /// Hit rate window by window.
    pub by_window: Line,
    /// Paired differences with their intervals.
    pub differences: Vec<Intervals>,
    /// The same as numbers.
    pub tests: Table,
    /// Histograms of the probability integral transform.
    pub calibration: Vec<Histogram>,
    /// Expected against recorded by tenth of the cells.
    pub reliability: Line,
    /// Expected / recorded by group.
    pub disparity: Vec<Intervals>,
    /// The same as numbers.
    pub groups: Option<Table>,
    /// The comparison on grids that lie elsewhere.
    pub grids: Option<Table>,
}

impl EvaluationReport {
    /// The whole file.
    pub fn render(self) -> String {
        let body = html! {
            dl.facts { @for (name, value) in &self.facts { div { dt { (name) } dd { (value) } } } }
            @for category in &self.categories { (category.render()) }
            (how_to_read())
        };
        Page {
            title: self.title,
            simulated: self.simulated,
            body,
        }
        .render()
    }
}

impl CategoryReport {
    fn render(&self) -> Markup {
        html! {
            section {
                h2 { (self.name) }
                div.verdict { @for sentence in &self.verdict { p { (sentence) } } }
                (self.scores.render())
                div.plots { div { (self.hits.render()) } div { (self.curve.render()) } div { (self.by_window.render()) } }
                h3 { "Could it be chance?" }
                div.plots { @for plot in &self.differences { div { (plot.render()) } } }
                (self.tests.render())
                h3 { "Does what is expected come?" }
                div.plots { @for plot in &self.calibration { div { (plot.render()) } } div { (self.reliability.render()) } }
                h3 { "Who is forecast too much?" }
                div.plots { @for plot in &self.disparity { div { (plot.render()) } } }
                @if let Some(groups) = &self.groups { (groups.render()) }
                @if let Some(grids) = &self.grids { h3 { "Is it the places or the grid?" } (grids.render()) }
            }
        }
    }
}

/// The words of the report, for readers who do not evaluate models every day.
const WORDS: [(&str, &str); 9] = [
    (
        "Hit rate at p %",
        "share of the recorded offences that fell into the p % of cells with the highest forecasts.",
    ),
    (
        "PAI",
        "hit rate divided by the share of cells: 1 is a random choice of cells.",
    ),
    (
        "PEI*",
        "offences caught, of the most that any choice of so many cells could have caught: 1 is perfect.",
    ),
    (
        "RRI",
        "hit rate, divided by what the same cells held of the year before: below 1, hot cells have cooled down.",
    ),
    (
        "Area under the curve",
        "mean hit rate over all shares of cells: 0.5 is a random order.",
    ),
    (
        "Deviance, CRPS, Brier score",
        "distance between what was expected and what came; lower is better.",
    ),
    (
        "Log score",
        "mean logarithm of the chance given to what came; higher is better. The Poisson log score gives the same means no extra spread.",
    ),
    (
        "PIT",
        "where each count fell within its forecast distribution; level is calibrated, a valley in the middle means too narrow.",
    ),
    (
        "Interval",
        "95 %, by resampling blocks of neighbouring windows; p-values by Diebold and Mariano with correlated windows.",
    ),
];

fn how_to_read() -> Markup {
    html! {
        section {
            h2 { "How to read this" }
            p { "Every window was forecast from what was known on the day before it began. The cells and all choices were frozen before the first window." }
            dl { @for (word, meaning) in WORDS { dt { strong { (word) } } dd { (meaning) } } }
        }
    }
}
