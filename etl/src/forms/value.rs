//! What one cell says.

use calamine::Data;

/// What became of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Said {
    /// A number.
    Number(f64),
    /// A number that is written as text.
    NumberAsText(f64),
    /// Nothing can be taken from it; why, as the ledger calls it.
    Rejected(&'static str),
}

/// A placeholder: the cell is empty.
pub const EMPTY: &str = "placeholder_empty";
/// A placeholder: a sign that stands for "does not apply" or "not known".
pub const SIGN: &str = "placeholder_sign";
/// A placeholder: the largest whole number of a database.
pub const MAXIMUM: &str = "placeholder_2147483647";
/// The cell holds something else than a number.
pub const NOT_A_NUMBER: &str = "not_a_number";
/// The cell holds the error of a formula.
pub const ERROR: &str = "formula_error";
/// Less than nothing was counted.
pub const NEGATIVE: &str = "negative_value";

/// Signs that stand for no value.
const SIGNS: [&str; 10] = ["-", "–", "—", "x", "х", "*", "…", "...", "н/д", "нет"];
const PLACEHOLDER: f64 = 2_147_483_647.0;

/// Reads a cell.
pub fn read(cell: &Data) -> Said {
    match cell {
        Data::Empty => Said::Rejected(EMPTY),
        Data::Int(number) => counted(*number as f64, Said::Number),
        Data::Float(number) => counted(*number, Said::Number),
        Data::String(text) => of_text(text),
        Data::Error(_) => Said::Rejected(ERROR),
        _ => Said::Rejected(NOT_A_NUMBER),
    }
}

fn of_text(text: &str) -> Said {
    let text = text.trim();
    if text.is_empty() {
        return Said::Rejected(EMPTY);
    }
    if SIGNS.contains(&text.to_lowercase().as_str()) {
        return Said::Rejected(SIGN);
    }
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
    match plain.parse::<f64>() {
        Ok(number) if plain.chars().all(digits) => counted(number, Said::NumberAsText),
        _ => Said::Rejected(NOT_A_NUMBER),
    }
}

fn counted(number: f64, said: fn(f64) -> Said) -> Said {
    if !number.is_finite() {
        Said::Rejected(NOT_A_NUMBER)
    } else if number < 0.0 {
        Said::Rejected(NEGATIVE)
    } else if number == PLACEHOLDER {
        Said::Rejected(MAXIMUM)
    } else {
        said(number)
    }
}

#[cfg(test)]
mod tests {
    use calamine::CellErrorType;

    use super::*;

    fn text(text: &str) -> Said {
        read(&Data::String(text.to_owned()))
    }

    #[test]
    fn numbers_are_taken_however_they_are_written() {
        assert_eq!(read(&Data::Int(2474)), Said::Number(2474.0));
        assert_eq!(read(&Data::Float(0.0)), Said::Number(0.0));
        assert_eq!(text(" 5 262 121,812 "), Said::NumberAsText(5_262_121.812));
        assert_eq!(text("12\u{a0}345"), Said::NumberAsText(12_345.0));
    }

    #[test]
    fn placeholders_are_told_from_zero_and_from_nonsense() {
        for (cell, reason) in [
            (Data::Empty, EMPTY),
            (Data::Float(PLACEHOLDER), MAXIMUM),
            (Data::Error(CellErrorType::Ref), ERROR),
        ] {
            assert_eq!(read(&cell), Said::Rejected(reason));
        }
        for (cell, reason) in [
            ("  ", EMPTY),
            ("Х", SIGN),
            ("—", SIGN),
            ("2147483647", MAXIMUM),
            ("-5", NEGATIVE),
        ] {
            assert_eq!(text(cell), Said::Rejected(reason), "{cell}");
        }
        for nonsense in ["abc", "1e5", "inf", "NaN", "1.2.3", "12 шт"] {
            assert_eq!(text(nonsense), Said::Rejected(NOT_A_NUMBER), "{nonsense}");
        }
        assert_eq!(read(&Data::Float(f64::NAN)), Said::Rejected(NOT_A_NUMBER));
        assert_eq!(read(&Data::Int(-1)), Said::Rejected(NEGATIVE));
    }
}
