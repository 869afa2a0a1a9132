//! Reading one table: types first, then the rules a type cannot tell.

use serde::de::DeserializeOwned;

/// A table of facts cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// A line does not have the columns or types of its table.
    #[error("{file}: {source}")]
    Csv {
        /// The table.
        file: String,
        /// What the CSV reader found, with the line.
        source: csv::Error,
    },
    /// A value breaks a rule.
    #[error("{file}, line {line}: {problem}")]
    Rule {
        /// The table.
        file: String,
        /// The line, counted from 1, the header included.
        line: u64,
        /// Which rule, with the value.
        problem: String,
    },
}

/// A row that can tell whether its values are possible.
pub trait Checked {
    /// Nothing, or what is wrong in words for a reader.
    ///
    /// # Errors
    /// The first rule that a value breaks.
    fn check(&self) -> Result<(), String>;
}

/// Reads a table of facts from CSV text with a header line.
///
/// # Errors
/// [`FactsError::Csv`] when columns or types do not fit, [`FactsError::Rule`] when a value is impossible.
///
/// # Example
/// ```
/// use oshaq_samples::facts::{PopulationYear, read_table};
/// let text = "kato,year,population,series,status\n75,2024,-3,after_rebase,final\n";
/// let error = read_table::<PopulationYear>("population.csv", text).unwrap_err();
/// assert_eq!(error.to_string(), "population.csv, line 2: population -3 is not positive");
/// ```
pub fn read_table<T: DeserializeOwned + Checked>(
    file: &str,
    text: &str,
) -> Result<Vec<T>, FactsError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for (index, row) in reader.deserialize::<T>().enumerate() {
        let row = row.map_err(|source| FactsError::Csv {
            file: file.to_owned(),
            source,
        })?;
        row.check().map_err(|problem| FactsError::Rule {
            file: file.to_owned(),
            line: index as u64 + 2,
            problem,
        })?;
        rows.push(row);
    }
    Ok(rows)
}
