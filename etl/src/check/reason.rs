use crate::place::NotMapped;
use crate::read::Unreadable;

/// Why a row was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reason {
    Unreadable(Unreadable),
    DateMissing,
    DateUnreadable,
    DateTooEarly,
    DateInFuture,
    DatePlaceholder,
    HourUnreadable,
    CategoryUnknown,
    OutsideBounds,
    /// A filter of the profile, by position.
    Filter(u8),
}

impl Reason {
    const FIRST_FILTER: u8 = 64;

    pub const fn code(self) -> u8 {
        match self {
            Self::Unreadable(Unreadable::UnclosedQuote) => 0,
            Self::Unreadable(Unreadable::TooLong) => 1,
            Self::Unreadable(Unreadable::Encoding) => 2,
            Self::Unreadable(Unreadable::FieldCount) => 3,
            Self::Unreadable(Unreadable::Json) => 4,
            Self::DateMissing => 5,
            Self::DateUnreadable => 6,
            Self::DateTooEarly => 7,
            Self::DateInFuture => 8,
            Self::HourUnreadable => 9,
            Self::CategoryUnknown => 10,
            Self::OutsideBounds => 11,
            Self::DatePlaceholder => 12,
            Self::Filter(index) => Self::FIRST_FILTER.saturating_add(index),
        }
    }

    /// The position of the filter of the profile that a code stands for.
    pub fn filter(code: u8) -> Option<usize> {
        code.checked_sub(Self::FIRST_FILTER).map(usize::from)
    }

    /// The word of a code in the ledger.
    pub fn word(code: u8, filters: &[String]) -> &str {
        const WORDS: [&str; 13] = [
            "unclosed_quote",
            "too_long",
            "wrong_encoding",
            "wrong_field_count",
            "not_a_json_object",
            "date_missing",
            "date_unreadable",
            "date_too_early",
            "date_in_future",
            "hour_unreadable",
            "category_unknown",
            "outside_bounds",
            "date_placeholder",
        ];
        let filter = || filters.get(Self::filter(code)?);
        match WORDS.get(usize::from(code)) {
            Some(word) => word,
            None => filter().map_or("filtered", String::as_str),
        }
    }
}

/// A rejected row: where it stands, why, and a hash of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reject {
    pub file: u32,
    pub line: u64,
    pub reason: u8,
    /// Position of the field among the file's columns, [`Reject::NO_FIELD`] when the row as a whole is at fault.
    pub field: u16,
    pub text: u64,
}

impl Reject {
    pub const NO_FIELD: u16 = u16::MAX;
}

/// Something odd about an accepted row, kept as one bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum Note {
    RegisteredBeforeCommitted,
    RegistrationUnreadable,
    SecondDateColumn,
    WallClockAsEpoch,
    EpochIsUtc,
    EpochDisagrees,
    RepeatedHour,
    SkippedHour,
    AxesSwapped,
    OtherSystem,
    DegreesForMetres,
    UnitDisagrees,
    UnitUnknown,
    OutsideUnits,
    CodeAndArticleDisagree,
    FormerCode,
    OtherCategory,
    SeverityUnknown,
    MissingCoordinates,
    ZeroCoordinates,
    UnreadableCoordinates,
    PlaceholderCoordinates,
    ProjectedCoordinates,
}

impl Note {
    pub const ALL: [Self; 23] = [
        Self::RegisteredBeforeCommitted,
        Self::RegistrationUnreadable,
        Self::SecondDateColumn,
        Self::WallClockAsEpoch,
        Self::EpochIsUtc,
        Self::EpochDisagrees,
        Self::RepeatedHour,
        Self::SkippedHour,
        Self::AxesSwapped,
        Self::OtherSystem,
        Self::DegreesForMetres,
        Self::UnitDisagrees,
        Self::UnitUnknown,
        Self::OutsideUnits,
        Self::CodeAndArticleDisagree,
        Self::FormerCode,
        Self::OtherCategory,
        Self::SeverityUnknown,
        Self::MissingCoordinates,
        Self::ZeroCoordinates,
        Self::UnreadableCoordinates,
        Self::PlaceholderCoordinates,
        Self::ProjectedCoordinates,
    ];

    /// The word in the ledger.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RegisteredBeforeCommitted => "registered_before_committed",
            Self::RegistrationUnreadable => "registration_unreadable",
            Self::SecondDateColumn => "date_from_second_column",
            Self::WallClockAsEpoch => "wall_clock_written_as_utc_epoch",
            Self::EpochIsUtc => "epoch_is_utc_by_its_text",
            Self::EpochDisagrees => "epoch_disagrees_with_its_text",
            Self::RepeatedHour => "hour_repeated_by_clock_change",
            Self::SkippedHour => "hour_skipped_by_clock_change",
            Self::AxesSwapped => "axes_swapped",
            Self::OtherSystem => "not_in_the_reference_system_of_the_file",
            Self::DegreesForMetres => "degrees_for_metres",
            Self::UnitDisagrees => "unit_disagrees_with_place",
            Self::UnitUnknown => "unit_unknown",
            Self::OutsideUnits => "outside_all_units",
            Self::CodeAndArticleDisagree => "code_disagrees_with_article",
            Self::FormerCode => "article_of_former_code",
            Self::OtherCategory => "category_other",
            Self::SeverityUnknown => "severity_unknown",
            Self::MissingCoordinates => NotMapped::Missing.as_str(),
            Self::ZeroCoordinates => NotMapped::Zero.as_str(),
            Self::UnreadableCoordinates => NotMapped::Unreadable.as_str(),
            Self::PlaceholderCoordinates => NotMapped::Placeholder.as_str(),
            Self::ProjectedCoordinates => NotMapped::NotDegrees.as_str(),
        }
    }

    /// Whether the note says why the row has no cell.
    pub const fn is_not_mapped(self) -> bool {
        self as u8 >= Self::MissingCoordinates as u8
    }
}

impl From<NotMapped> for Note {
    fn from(reason: NotMapped) -> Self {
        match reason {
            NotMapped::Missing => Self::MissingCoordinates,
            NotMapped::Zero => Self::ZeroCoordinates,
            NotMapped::Unreadable => Self::UnreadableCoordinates,
            NotMapped::Placeholder => Self::PlaceholderCoordinates,
            NotMapped::NotDegrees => Self::ProjectedCoordinates,
        }
    }
}

/// The notes on one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Notes(pub u32);

impl Notes {
    pub const fn add(&mut self, note: Note) {
        self.0 |= 1 << note as u8;
    }

    pub const fn has(self, note: Note) -> bool {
        self.0 >> note as u8 & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_word_of_its_own() {
        let filters = vec!["unfounded".to_owned()];
        let mut words: Vec<_> = (0..13).map(|code| Reason::word(code, &filters)).collect();
        words.push(Reason::word(Reason::Filter(0).code(), &filters));
        assert_eq!(words[13], "unfounded");
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), 14);
        assert_eq!(Reason::word(200, &filters), "filtered");
    }

    #[test]
    fn every_note_has_a_bit_of_its_own() {
        for one in Note::ALL {
            let mut notes = Notes::default();
            notes.add(one);
            let set: Vec<_> = Note::ALL
                .into_iter()
                .filter(|note| notes.has(*note))
                .collect();
            assert_eq!(set, [one]);
        }
    }
}
