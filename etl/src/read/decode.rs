use std::io::Read;

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};

const PIECE: usize = 1 << 16;

/// Text of any encoding as UTF-8, in streaming.
///
/// A byte order mark decides over the declared encoding. UTF-8 passes unchanged, so that wrong bytes can be found in
/// their record; in other encodings they become U+FFFD.
pub(crate) struct Decoded<R> {
    input: R,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    pub fn new(mut input: R, declared: &'static Encoding) -> std::io::Result<Self> {
        let mut start = Vec::with_capacity(4);
        (&mut input).take(4).read_to_end(&mut start)?;
        let (encoding, mark) = Encoding::for_bom(&start).unwrap_or((declared, 0));
        start.drain(..mark);
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        let (raw, text) = match decoder {
            Some(_) => (start, Vec::new()),
            None => (Vec::new(), start),
        };
        Ok(Self {
            input,
            decoder,
            raw,
            text,
            given: 0,
            ended: false,
        })
    }

    fn refill(&mut self) -> std::io::Result<()> {
        let Some(decoder) = &mut self.decoder else {
            return Ok(());
        };
        let start = self.raw.len();
        self.raw.resize(start + PIECE, 0);
        let got = self.input.read(&mut self.raw[start..])?;
        self.raw.truncate(start + got);
        self.ended = got == 0;
        self.given = 0;
        self.text.resize(3 * (self.raw.len() + 8), 0);
        let (result, read, written, _) =
            decoder.decode_to_utf8(&self.raw, &mut self.text, self.ended);
        self.text.truncate(written);
        self.raw.drain(..read);
        debug_assert_eq!(result, CoderResult::InputEmpty);
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        while self.given == self.text.len() {
            if self.decoder.is_none() {
                return self.input.read(out);
            }
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let rest = &self.text[self.given..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], declared: &str) -> String {
        let encoding = Encoding::for_label(declared.as_bytes()).unwrap();
        let mut text = String::new();
        Decoded::new(bytes, encoding)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    #[test]
    fn cyrillic_of_windows_1251_becomes_utf8() {
        let bytes: Vec<u8> = b"\xca\xf0\xe0\xe6\xe0\n".repeat(50_000);
        assert_eq!(decoded(&bytes, "windows-1251"), "Кража\n".repeat(50_000));
    }

    #[test]
    fn a_byte_order_mark_decides_and_disappears() {
        assert_eq!(decoded("\u{feff}Ұрлық".as_bytes(), "windows-1251"), "Ұрлық");
        let utf16: Vec<u8> = "\u{feff}Ұрлық"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decoded(&utf16, "utf-8"), "Ұрлық");
        let utf16: Vec<u8> = "\u{feff}Ұрлық"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(decoded(&utf16, "utf-8"), "Ұрлық");
    }

    #[test]
    fn texts_shorter_than_a_mark_survive() {
        for text in ["", "a", "ab", "abc", "abcd"] {
            assert_eq!(decoded(text.as_bytes(), "utf-8"), text);
            assert_eq!(decoded(text.as_bytes(), "windows-1251"), text);
        }
    }
}
