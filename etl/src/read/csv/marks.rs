//! Delimiters and line ends of a text without quotation marks, sixty-four bytes at a time.

/// Bytes looked at together: as many as a `u64` has bits.
const PIECE: usize = u64::BITS as usize;

/// Gives the positions of delimiters and line ends, in order.
///
/// Fields are short, so that a search from each mark to the next would mostly begin and end. Here each piece of text becomes one
/// bit a byte, and the bits are then counted off.
pub(super) struct Marks<'a> {
    text: &'a [u8],
    delimiter: u8,
    /// Where the next piece begins.
    next: usize,
    /// The marks of the present piece that were not given yet.
    hits: u64,
}

impl<'a> Marks<'a> {
    pub const fn new(text: &'a [u8], delimiter: u8) -> Self {
        Self {
            text,
            delimiter,
            next: 0,
            hits: 0,
        }
    }

    fn look(&self) -> u64 {
        let rest = &self.text[self.next..];
        if let Some(piece) = rest.first_chunk() {
            return hits(piece, self.delimiter);
        }
        let mut piece = [0; PIECE];
        piece[..rest.len()].copy_from_slice(rest);
        hits(&piece, self.delimiter) & !(u64::MAX << rest.len())
    }
}

impl Iterator for Marks<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.hits == 0 {
            if self.next >= self.text.len() {
                return None;
            }
            self.hits = self.look();
            self.next += PIECE;
        }
        let at = self.hits.trailing_zeros() as usize;
        self.hits &= self.hits - 1;
        Some(self.next - PIECE + at)
    }
}

/// One bit for each byte that is a delimiter or a line end.
fn hits(piece: &[u8; PIECE], delimiter: u8) -> u64 {
    let delimiters = u64::from_le_bytes([delimiter; 8]);
    let line_ends = u64::from_le_bytes([b'\n'; 8]);
    let words = piece.as_chunks::<8>().0;
    words.iter().zip(0..).fold(0, |hits, (word, number)| {
        let word = u64::from_le_bytes(*word);
        let found = zeros(word ^ delimiters) | zeros(word ^ line_ends);
        hits | gathered(found) << (8 * number)
    })
}

/// The highest bit of each byte that is zero.
const fn zeros(word: u64) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    // Seven bits cannot carry into the next byte; whatever is not zero sets the eighth, or has it.
    !(((word & LOW).wrapping_add(LOW)) | word | LOW)
}

/// The highest bits of eight bytes as one byte: the factor moves bit 8i to bit 56 + i, and no two of its products meet.
const fn gathered(found: u64) -> u64 {
    (found >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn marks_are_where_a_plain_search_finds_them(
            bytes in proptest::collection::vec(
                prop_oneof![Just(b','), Just(b'\n'), Just(0), Just(0xac), any::<u8>()], 0..300)
        ) {
            let found: Vec<usize> = Marks::new(&bytes, b',').collect();
            let expected: Vec<usize> = (0..bytes.len())
                .filter(|&at| matches!(bytes[at], b',' | b'\n'))
                .collect();
            prop_assert_eq!(found, expected);
        }
    }
}
