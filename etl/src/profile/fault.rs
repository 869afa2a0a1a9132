//! What can be wrong with a profile that is well-formed.

use oshaq_domain::Kato;

use super::{Clock, DETECT, DateFormat, Duplicates, Profile, Role};
use crate::place::Projection;

impl Profile {
    /// The first field that makes no sense, and why.
    pub(super) fn fault(&self) -> Option<(String, String)> {
        self.text_fault()
            .or_else(|| self.time_fault())
            .or_else(|| self.place_fault())
            .or_else(|| self.layout_fault())
            .or_else(|| self.filter_fault())
            .or_else(|| self.categories.fault())
    }

    fn text_fault(&self) -> Option<(String, String)> {
        let named = |field: &str, reason: String| Some((field.to_owned(), reason));
        if self.name.is_empty() {
            return named("name", "it is empty; give the profile a name".to_owned());
        }
        let is_one = self.delimiter.len() == 1 && !"\"\r\n".contains(&self.delimiter);
        if !is_one && self.delimiter != DETECT {
            let reason = format!(
                "`{}` is no delimiter; use one such as , ; or a tab, or auto to find it",
                self.delimiter
            );
            return named("delimiter", reason);
        }
        let known = encoding_rs::Encoding::for_label(self.encoding.as_bytes()).is_some();
        if !known && self.encoding != DETECT {
            let reason = format!(
                "`{}` is no encoding; use utf-8, windows-1251, utf-16le …, or auto to detect it",
                self.encoding
            );
            return named("encoding", reason);
        }
        None
    }

    fn time_fault(&self) -> Option<(String, String)> {
        let zones = std::iter::once(&self.time.zone).chain(self.time.zones.values());
        for zone in zones {
            if zone.parse::<chrono_tz::Tz>().is_err() {
                let reason =
                    format!("`{zone}` is no time zone; use an IANA name such as Asia/Almaty");
                return Some(("time.zone".to_owned(), reason));
            }
        }
        let mut units = self.time.zones.keys();
        if let Some(unit) = units.find(|unit| unit.parse::<Kato>().is_err()) {
            let reason = format!("`{unit}` is no unit; name it by the two digits of its KATO code");
            return Some(("time.zones".to_owned(), reason));
        }
        if self.time.clock == Clock::Instant && !self.time.zones.is_empty() {
            let reason = "an instant becomes the wall clock of `zone` alone; leave `zones` out, or make a profile for the units of each zone".to_owned();
            return Some(("time.zones".to_owned(), reason));
        }
        if self.time.formats.is_empty() {
            let reason = "no format; add one such as epoch_ms or %d.%m.%Y %H:%M".to_owned();
            return Some(("time.formats".to_owned(), reason));
        }
        self.time
            .formats
            .iter()
            .find_map(|format| DateFormat::compile(format).err())
            .map(|reason| ("time.formats".to_owned(), reason))
    }

    fn place_fault(&self) -> Option<(String, String)> {
        if let Err(reason) = Projection::new(&self.place.crs) {
            return Some(("place.crs".to_owned(), reason));
        }
        if !self.place.bounds.is_sound() {
            let reason = "south must be below north and west below east, in degrees".to_owned();
            return Some(("place.bounds".to_owned(), reason));
        }
        None
    }

    fn layout_fault(&self) -> Option<(String, String)> {
        if self.layouts.is_empty() {
            let reason = "no layout; add a [[layout]] with its columns".to_owned();
            return Some(("layout".to_owned(), reason));
        }
        self.layouts.iter().find_map(|layout| {
            let lacks = |role| !layout.columns.contains_key(&role);
            let field = format!("layout `{}`", layout.name);
            if lacks(Role::Committed) {
                return Some((field, "no column for `committed`".to_owned()));
            }
            if lacks(Role::Category) && lacks(Role::Article) {
                return Some((field, "no column for `category` or `article`".to_owned()));
            }
            if lacks(Role::X) != lacks(Role::Y) {
                return Some((field, "`x` and `y` go together".to_owned()));
            }
            (self.duplicates == Duplicates::Number && lacks(Role::Number)).then(|| {
                let reason =
                    "no column for `number`; add one, or set duplicates = \"exact\" or \"none\"";
                (field, reason.to_owned())
            })
        })
    }

    fn filter_fault(&self) -> Option<(String, String)> {
        let by_number = self.duplicates == Duplicates::Number;
        if !by_number && self.filters.iter().any(|filter| filter.takes_back) {
            let reason = "takes_back needs duplicates = \"number\": without a number nothing tells which record is meant";
            return Some(("filter".to_owned(), reason.to_owned()));
        }
        let sound = |reason: &str| {
            !reason.is_empty() && reason.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        self.filters
            .iter()
            .find(|filter| !sound(&filter.reason))
            .map(|filter| {
                let reason = format!(
                    "reason `{}` must be lower-case letters and underscores, such as unfounded",
                    filter.reason
                );
                ("filter".to_owned(), reason)
            })
    }
}
