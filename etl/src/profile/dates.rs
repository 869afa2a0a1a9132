use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// What a date text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Digits of some clock, as milliseconds since 1970-01-01 of that clock.
    Clock(i64),
    /// A moment with an offset, as milliseconds since 1970-01-01 UTC.
    Instant(i64),
}

/// A compiled date format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DateFormat {
    EpochMillis,
    EpochSeconds,
    /// Days since 1899-12-30, as spreadsheets count.
    Excel,
    Pattern(Vec<Token>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    Year,
    Month,
    Day,
    Hour,
    Hour12,
    Minute,
    Second,
    Fraction,
    HalfDay,
    Offset,
    Literal(u8),
}

impl DateFormat {
    /// Compiles a format; the error is a sentence for the reader of a profile.
    pub fn compile(text: &str) -> Result<Self, String> {
        match text {
            "epoch_ms" => Ok(Self::EpochMillis),
            "epoch_s" => Ok(Self::EpochSeconds),
            "excel" => Ok(Self::Excel),
            _ => tokens(text).map(Self::Pattern),
        }
    }

    /// Whether it counts from 1970-01-01 of UTC, as Unix does.
    pub const fn is_epoch(&self) -> bool {
        matches!(self, Self::EpochMillis | Self::EpochSeconds)
    }

    /// Reads a trimmed text; `None` when it is not of this format or no date.
    pub fn read(&self, text: &str) -> Option<Moment> {
        match self {
            Self::EpochMillis => whole_number(text).map(Moment::Clock),
            Self::EpochSeconds => whole_number(text)?.checked_mul(1000).map(Moment::Clock),
            Self::Excel => excel(text).map(Moment::Clock),
            Self::Pattern(tokens) => read_pattern(tokens, text.as_bytes()),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        tokens.push(match byte {
            b'%' => token(bytes.next(), text)?,
            other => Token::Literal(other),
        });
    }
    let has = |token| tokens.contains(&token);
    if has(Token::Year) && has(Token::Month) && has(Token::Day) {
        Ok(tokens)
    } else {
        Err(format!(
            "`{text}` lacks %Y, %m or %d; write epoch_ms, epoch_s, excel, or a pattern such as %d.%m.%Y %H:%M"
        ))
    }
}

fn token(letter: Option<u8>, text: &str) -> Result<Token, String> {
    Ok(match letter {
        Some(b'Y') => Token::Year,
        Some(b'm') => Token::Month,
        Some(b'd') => Token::Day,
        Some(b'H') => Token::Hour,
        Some(b'I') => Token::Hour12,
        Some(b'M') => Token::Minute,
        Some(b'S') => Token::Second,
        Some(b'f') => Token::Fraction,
        Some(b'p') => Token::HalfDay,
        Some(b'z') => Token::Offset,
        Some(b'%') => Token::Literal(b'%'),
        _ => {
            return Err(format!(
                "`{text}` holds an unknown sign after %; known are %Y %m %d %H %I %M %S %f %p %z"
            ));
        }
    })
}

/// A whole number, also when written as `1581193800000.0`.
fn whole_number(text: &str) -> Option<i64> {
    text.parse()
        .ok()
        .or_else(|| text.trim_end_matches('0').strip_suffix('.')?.parse().ok())
}

fn excel(text: &str) -> Option<i64> {
    let days: f64 = text.parse().ok()?;
    // 25,569 days lie between 1899-12-30 and 1970-01-01; beyond 2,958,465 is the year 10000.
    (0.0..2_958_466.0)
        .contains(&days)
        .then(|| ((days - 25_569.0) * 86_400.0).round() as i64 * 1000)
}

#[derive(Default)]
struct Parts {
    year: i32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    afternoon: Option<bool>,
    offset_minutes: Option<i64>,
}

/// The time of a day that stands apart from its date, in milliseconds: an hour from 0 to 23, four digits (`0930`, or `930` where
/// the leading 0 was lost), or `9:30`, `09:30:00`, `9:30 PM`.
pub(crate) fn time_of_day(text: &str) -> Option<i64> {
    use Token::{HalfDay, Hour, Hour12, Literal, Minute, Second};
    const COLON: Token = Literal(b':');
    const SPACE: Token = Literal(b' ');
    const PATTERNS: [&[Token]; 4] = [
        &[Hour, COLON, Minute],
        &[Hour, COLON, Minute, COLON, Second],
        &[Hour12, COLON, Minute, SPACE, HalfDay],
        &[Hour12, COLON, Minute, COLON, Second, SPACE, HalfDay],
    ];
    let is_short_number = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let time = match text.parse::<u32>().ok().filter(|_| is_short_number) {
        Some(hour) if text.len() <= 2 => NaiveTime::from_hms_opt(hour, 0, 0),
        Some(digits) => NaiveTime::from_hms_opt(digits / 100, digits % 100, 0),
        None => PATTERNS
            .iter()
            .find_map(|tokens| parts(tokens, text.as_bytes())?.time()),
    };
    Some(i64::from(time?.num_seconds_from_midnight()) * 1000)
}

fn read_pattern(tokens: &[Token], text: &[u8]) -> Option<Moment> {
    parts(tokens, text)?.moment()
}

/// What a text says that follows a pattern to its end.
fn parts(tokens: &[Token], text: &[u8]) -> Option<Parts> {
    let mut parts = Parts::default();
    let mut rest = text;
    for token in tokens {
        rest = read_token(*token, rest, &mut parts)?;
    }
    rest.is_empty().then_some(parts)
}

fn read_token<'a>(token: Token, text: &'a [u8], parts: &mut Parts) -> Option<&'a [u8]> {
    match token {
        Token::Year => {
            let (year, rest) = digits(text, 4, 4)?;
            parts.year = year as i32;
            Some(rest)
        }
        Token::Month => one_or_two(&mut parts.month, text),
        Token::Day => one_or_two(&mut parts.day, text),
        Token::Hour | Token::Hour12 => one_or_two(&mut parts.hour, text),
        Token::Minute => one_or_two(&mut parts.minute, text),
        Token::Second => one_or_two(&mut parts.second, text),
        // Parts of a second are read and dropped.
        Token::Fraction => Some(digits(text, 1, 9)?.1),
        Token::HalfDay => half_day(text, parts),
        Token::Offset => offset(text, parts),
        Token::Literal(byte) => text.strip_prefix(&[byte]),
    }
}

fn one_or_two<'a>(part: &mut u32, text: &'a [u8]) -> Option<&'a [u8]> {
    let (value, rest) = digits(text, 1, 2)?;
    *part = value;
    Some(rest)
}

fn digits(text: &[u8], at_least: usize, at_most: usize) -> Option<(u32, &[u8])> {
    let mut value = 0;
    let mut length = 0;
    while length < at_most && text.get(length).is_some_and(u8::is_ascii_digit) {
        value = value * 10 + u32::from(text[length] - b'0');
        length += 1;
    }
    (length >= at_least).then(|| (value, &text[length..]))
}

fn half_day<'a>(text: &'a [u8], parts: &mut Parts) -> Option<&'a [u8]> {
    let (mark, rest) = text.split_at_checked(2)?;
    parts.afternoon = Some(match mark {
        b"AM" | b"am" => false,
        b"PM" | b"pm" => true,
        _ => return None,
    });
    Some(rest)
}

/// `Z`, `+00`, `+0600` or `+06:00`.
fn offset<'a>(text: &'a [u8], parts: &mut Parts) -> Option<&'a [u8]> {
    let (&sign, rest) = text.split_first()?;
    if sign == b'Z' {
        parts.offset_minutes = Some(0);
        return Some(rest);
    }
    let (hours, rest) = digits(rest, 2, 2)?;
    let rest = rest.strip_prefix(b":").unwrap_or(rest);
    let (minutes, rest) = digits(rest, 2, 2).unwrap_or((0, rest));
    let total = i64::from(hours * 60 + minutes);
    parts.offset_minutes = Some(match sign {
        b'+' => total,
        b'-' => -total,
        _ => return None,
    });
    Some(rest)
}

impl Parts {
    fn time(&self) -> Option<NaiveTime> {
        let hour = match self.afternoon {
            None => self.hour,
            Some(_) if !(1..=12).contains(&self.hour) => return None,
            Some(afternoon) => self.hour % 12 + if afternoon { 12 } else { 0 },
        };
        NaiveTime::from_hms_opt(hour, self.minute, self.second)
    }

    fn moment(&self) -> Option<Moment> {
        let clock = NaiveDate::from_ymd_opt(self.year, self.month, self.day)?
            .and_time(self.time()?)
            .and_utc()
            .timestamp_millis();
        Some(match self.offset_minutes {
            None => Moment::Clock(clock),
            Some(minutes) => Moment::Instant(clock - minutes * 60_000),
        })
    }
}

/// The wall clock of a moment in a zone, as milliseconds since 1970-01-01 of that clock.
pub(crate) fn wall_millis(utc_millis: i64, zone: chrono_tz::Tz) -> Option<i64> {
    let wall: NaiveDateTime = DateTime::from_timestamp_millis(utc_millis)?
        .with_timezone(&zone)
        .naive_local();
    Some(wall.and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(format: &str, text: &str) -> Option<Moment> {
        DateFormat::compile(format).unwrap().read(text)
    }

    fn clock(text: &str) -> Moment {
        let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap();
        Moment::Clock(time.and_utc().timestamp_millis())
    }

    #[test]
    fn the_text_and_the_epoch_of_one_record_say_the_same_wall_clock() {
        let evening = Some(clock("2020-02-08 20:30:00"));
        assert_eq!(read("epoch_ms", "1581193800000"), evening);
        assert_eq!(read("epoch_ms", "1581193800000.0"), evening);
        assert_eq!(read("epoch_s", "1581193800"), evening);
        assert_eq!(read("%d.%m.%Y %H:%M", "08.02.2020 20:30"), evening);
        assert_eq!(read("%m/%d/%Y %I:%M %p", "2/8/2020 8:30 PM"), evening);
    }

    #[test]
    fn an_offset_makes_an_instant() {
        let midnight = Some(Moment::Instant(1_393_736_400_000));
        assert_eq!(
            read("%Y/%m/%d %H:%M:%S%z", "2014/03/02 05:00:00+00"),
            midnight
        );
        assert_eq!(
            read("%Y/%m/%d %H:%M:%S%z", "2014/03/02 11:00:00+06:00"),
            midnight
        );
        assert_eq!(
            read("%Y/%m/%d %H:%M:%S%z", "2014/03/02 05:00:00Z"),
            midnight
        );
    }

    #[test]
    fn a_spreadsheet_counts_days_from_the_end_of_1899() {
        assert_eq!(
            read("excel", "43869.854166666664"),
            Some(clock("2020-02-08 20:30:00"))
        );
        assert_eq!(read("excel", "-1"), None);
        assert_eq!(read("excel", "NaN"), None);
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for text in [
            "",
            "30.02.2020",
            "08.02.20",
            "08.02.2020 ",
            "2020-02-08",
            "08,02,2020",
            "қазан",
        ] {
            assert_eq!(read("%d.%m.%Y", text), None, "{text}");
        }
        assert_eq!(read("%d.%m.%Y %H:%M", "08.02.2020 24:00"), None);
        assert_eq!(read("%m/%d/%Y %I:%M %p", "2/8/2020 13:30 PM"), None);
        assert_eq!(read("epoch_ms", "99999999999999999999"), None);
    }

    #[test]
    fn parts_of_a_second_are_dropped() {
        let evening = Some(clock("2020-02-08 20:30:05"));
        assert_eq!(
            read("%Y-%m-%dT%H:%M:%S.%f", "2020-02-08T20:30:05.000"),
            evening
        );
        assert_eq!(
            read("%Y-%m-%dT%H:%M:%S.%f", "2020-02-08T20:30:05.1234567"),
            evening
        );
        assert_eq!(read("%Y-%m-%dT%H:%M:%S.%f", "2020-02-08T20:30:05."), None);
    }

    #[test]
    fn a_time_of_day_is_read_as_registers_write_it() {
        let at = |hour: i64, minute: i64| Some((hour * 60 + minute) * 60_000);
        for (text, time) in [
            ("0", at(0, 0)),
            ("23", at(23, 0)),
            ("24", None),
            ("0045", at(0, 45)),
            ("930", at(9, 30)),
            ("2230", at(22, 30)),
            ("2260", None),
            ("9:05", at(9, 5)),
            ("21:30:00", at(21, 30)),
            ("9:30 PM", at(21, 30)),
            ("12:00:00 AM", at(0, 0)),
            ("13:00 PM", None),
            ("00012", None),
            ("-1", None),
            ("+1", None),
            ("", None),
            ("noon", None),
        ] {
            assert_eq!(time_of_day(text), time, "{text}");
        }
    }

    #[test]
    fn a_format_without_a_day_is_refused() {
        assert!(DateFormat::compile("%Y-%m").is_err());
        assert!(DateFormat::compile("%Y-%m-%q").is_err());
        assert!(DateFormat::compile("%Y-%m-%d%").is_err());
    }

    #[test]
    fn an_instant_becomes_the_wall_clock_of_its_zone() {
        let toronto = chrono_tz::America::Toronto;
        // 2014-03-02 05:00 UTC is midnight in Toronto's winter, 2014-07-02 04:00 UTC in its summer.
        assert_eq!(
            wall_millis(1_393_736_400_000, toronto),
            Some(1_393_718_400_000)
        );
        assert_eq!(
            wall_millis(1_404_273_600_000, toronto),
            Some(1_404_259_200_000)
        );
    }

    proptest! {
        #[test]
        fn any_format_and_any_text_are_read_or_not_and_nothing_else(
            format in "(%[YmdHIMSpz]|[.:/ -]){0,8}|epoch_ms|epoch_s|excel",
            text in "[0-9.:/ +-]{0,24}|\\PC{0,16}",
        ) {
            if let Ok(format) = DateFormat::compile(&format) {
                let _ = format.read(&text);
            }
        }

        #[test]
        fn a_written_date_is_read_back(seconds in -2_000_000_000_i64..4_000_000_000) {
            let time = DateTime::from_timestamp(seconds, 0).unwrap();
            let text = time.format("%d.%m.%Y %H:%M:%S").to_string();
            let read = read("%d.%m.%Y %H:%M:%S", &text);
            prop_assert_eq!(read, Some(Moment::Clock(seconds * 1000)));
        }
    }
}
