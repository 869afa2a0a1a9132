//! Days off work by the law on holidays of Kazakhstan.

use chrono::Datelike;

use crate::Day;

/// Until the law is changed.
const ON: i32 = i32::MAX;

/// Month, day, first and last year: the holidays of articles 3 and 4 as the law stood in those years. Republic Day came back
/// and the Day of the First President and the second day of Independence went with law No. 142-VII of 29 September 2022.
const FIXED: [(u32, u32, i32, i32); 17] = [
    (1, 1, 2002, ON),
    (1, 2, 2002, ON),
    (1, 7, 2006, ON),
    (3, 8, 2002, ON),
    (3, 21, 2010, ON),
    (3, 22, 2002, ON),
    (3, 23, 2010, ON),
    (5, 1, 2002, ON),
    (5, 7, 2013, ON),
    (5, 9, 2002, ON),
    (7, 6, 2009, ON),
    (8, 30, 2002, ON),
    (10, 25, 2002, 2008),
    (10, 25, 2022, ON),
    (12, 1, 2012, 2021),
    (12, 16, 2002, ON),
    (12, 17, 2002, 2021),
];

/// First day of Kurban ait (article 4), which goes by the moon: year, month, day.
const KURBAN_AIT: [(i32, u32, u32); 20] = [
    (2010, 11, 16),
    (2011, 11, 6),
    (2012, 10, 26),
    (2013, 10, 15),
    (2014, 10, 4),
    (2015, 9, 24),
    (2016, 9, 12),
    (2017, 9, 1),
    (2018, 8, 21),
    (2019, 8, 11),
    (2020, 7, 31),
    (2021, 7, 20),
    (2022, 7, 9),
    (2023, 6, 28),
    (2024, 6, 16),
    (2025, 6, 6),
    (2026, 5, 27),
    (2027, 5, 16),
    (2028, 5, 5),
    (2029, 4, 24),
];

/// Whether the day is a holiday in the Republic of Kazakhstan.
///
/// Days off that are given because a holiday falls on a weekend, or moved by a decree of the Government, are ordinary days
/// here: they are told too late to forecast by. The first day of Kurban ait is known for 2010 to 2029; the Spiritual
/// Administration of Muslims may move those that lie ahead by a day.
///
/// # Source
/// Law of the Republic of Kazakhstan No. 267-II of 13 December 2001, *On holidays in the Republic of Kazakhstan*, articles 3
/// and 4 with their amendments.
pub fn is_holiday(day: Day) -> bool {
    let date = day.date();
    let (year, month, of_month) = (date.year(), date.month(), date.day());
    KURBAN_AIT.contains(&(year, month, of_month))
        || FIXED.iter().any(|&(holiday_month, holiday, first, last)| {
            (holiday_month, holiday) == (month, of_month) && (first..=last).contains(&year)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holidays_of(year: i32) -> usize {
        let first: Day = format!("{year}-01-01").parse().unwrap();
        (0..366)
            .filter_map(|n| first.plus(n))
            .filter(|day| day.date().year() == year && is_holiday(*day))
            .count()
    }

    /// Counted by hand: New Year 2, Christmas, 8 March, Nauryz 3, three in May, 6 July, 30 August, 25 October, 16 December,
    /// Kurban ait; until 2021 without 25 October but with 1 and 17 December; before 2013 without 7 May.
    #[test]
    fn a_year_has_as_many_holidays_as_the_law_names() {
        assert_eq!(holidays_of(2025), 15);
        assert_eq!(holidays_of(2021), 16);
        assert_eq!(holidays_of(2012), 15);
    }

    #[test]
    fn days_that_the_law_added_or_dropped_are_holidays_in_their_years_only() {
        let is = |text: &str| is_holiday(text.parse().unwrap());
        assert!(!is("2021-10-25") && is("2022-10-25"));
        assert!(is("2021-12-17") && !is("2022-12-17"));
        assert!(is("2024-06-16") && !is("2025-06-16"));
        assert!(is("2024-03-21") && !is("2024-03-24"));
    }

    /// Twelve moons are 354 days, so the feast comes 10 to 12 days earlier every year.
    #[test]
    fn kurban_ait_moves_by_the_moon() {
        let days = KURBAN_AIT.map(|(year, month, day)| {
            let text = format!("{year}-{month:02}-{day:02}");
            text.parse::<Day>().unwrap()
        });
        for pair in days.windows(2) {
            let between = pair[1].days_since(pair[0]);
            assert!((353..=356).contains(&between), "{pair:?}");
        }
    }
}
