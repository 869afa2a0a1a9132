//! What is counted together, as one number.

/// Bits of a day; days are counted from 1970, so that 24 bits reach 22,900 years to both sides.
const DAY_BITS: u32 = 24;
/// Bits that tell cells of one resolution apart; the twelve above hold mode and resolution.
const CELL_BITS: u32 = 52;
const CATEGORY_BITS: u32 = u16::BITS;

/// The known day, the day, the cell and the category of an incident. Keys sort in this order; one number compares and
/// moves faster than four, and takes 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u128);

impl Key {
    /// `known` and `day` are days since 1970; of the raw H3 index `cell` the low 52 bits are kept. `None` for a day that
    /// is beyond any calendar.
    pub fn new(known: i32, day: i32, cell: u64, category: u16) -> Option<Self> {
        let mut bits = day_bits(known)?;
        bits = bits << DAY_BITS | day_bits(day)?;
        bits = bits << CELL_BITS | u128::from(cell & low(CELL_BITS));
        Some(Self(bits << CATEGORY_BITS | u128::from(category)))
    }

    /// The day on which it was registered.
    pub const fn known(self) -> i32 {
        self.day_at(CATEGORY_BITS + CELL_BITS + DAY_BITS)
    }

    /// The day of commission.
    pub const fn day(self) -> i32 {
        self.day_at(CATEGORY_BITS + CELL_BITS)
    }

    /// The cell, of which `sample` has the resolution.
    pub const fn cell(self, sample: u64) -> u64 {
        sample & !low(CELL_BITS) | (self.0 >> CATEGORY_BITS) as u64 & low(CELL_BITS)
    }

    /// The category's number.
    pub const fn category(self) -> u16 {
        self.0 as u16
    }

    /// The same with another number for the category.
    pub const fn with_category(self, category: u16) -> Self {
        Self(self.0 >> CATEGORY_BITS << CATEGORY_BITS | category as u128)
    }

    const fn day_at(self, place: u32) -> i32 {
        ((self.0 >> place) as u64 & low(DAY_BITS)) as i32 - (1 << (DAY_BITS - 1))
    }
}

fn day_bits(day: i32) -> Option<u128> {
    let shifted = u128::try_from(day.checked_add(1 << (DAY_BITS - 1))?).ok()?;
    (shifted >> DAY_BITS == 0).then_some(shifted)
}

const fn low(bits: u32) -> u64 {
    (1 << bits) - 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Parts = (i32, i32, u64, u16);

    /// Days of the calendar, cells of one resolution.
    fn parts() -> impl Strategy<Value = Parts> {
        let day = -700_000..700_000_i32;
        (day.clone(), day, 0..=low(CELL_BITS), any::<u16>())
    }

    proptest! {
        #[test]
        fn a_key_gives_back_what_went_in_and_sorts_like_it(one in parts(), other in parts()) {
            let key = |(known, day, cell, category): Parts| Key::new(known, day, cell, category).unwrap();
            for parts in [one, other] {
                let key = key(parts);
                prop_assert_eq!((key.known(), key.day(), key.cell(0), key.category()), parts);
            }
            prop_assert_eq!(key(one).cmp(&key(other)), one.cmp(&other));
            let renamed = key(one).with_category(7);
            prop_assert_eq!((renamed.cell(0), renamed.category()), (one.2, 7));
        }
    }

    #[test]
    fn a_day_beyond_any_calendar_has_no_key() {
        for day in [i32::MIN, i32::MAX, 1 << (DAY_BITS - 1)] {
            assert_eq!(Key::new(day, 0, 0, 0), None);
            assert_eq!(Key::new(0, day, 0, 0), None);
        }
    }
}
