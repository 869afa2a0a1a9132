use std::io::Read;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::limits::SAMPLE_BYTES;

const PIECE: usize = 1 << 16;

/// Text of any encoding as UTF-8, in streaming.
///
/// A byte order mark decides over the declared encoding. UTF-8 passes unchanged, so that wrong bytes can be found in
/// their record; in other encodings they become U+FFFD.
pub(crate) struct Decoded<R> {
    encoding: &'static Encoding,
    input: R,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    /// `declared`: the encoding of a text without a mark; when there is none, it is detected from the first
    /// [`SAMPLE_BYTES`].
    pub fn new(mut input: R, declared: Option<&'static Encoding>) -> std::io::Result<Self> {
        let wanted = if declared.is_some() { 4 } else { SAMPLE_BYTES };
        let mut start = Vec::new();
        (&mut input).take(wanted as u64).read_to_end(&mut start)?;
        let (encoding, mark) = Encoding::for_bom(&start)
            .unwrap_or_else(|| (declared.unwrap_or_else(|| detect(&start)), 0));
        start.drain(..mark);
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        let (raw, text) = match decoder {
            Some(_) => (start, Vec::new()),
            None => (Vec::new(), start),
        };
        Ok(Self {
            encoding,
            input,
            decoder,
            raw,
            text,
            given: 0,
            ended: false,
        })
    }

    /// The encoding that was declared, marked or detected.
    pub const fn encoding(&self) -> &'static Encoding {
        self.encoding
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

/// The likeliest encoding of a text that begins so.
fn detect(start: &[u8]) -> &'static Encoding {
    if let Some(utf16) = utf16(start) {
        return utf16;
    }
    if is_mostly_utf8(start) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(start, true);
    detector.guess(Some(b"kz"), Utf8Detection::Deny)
}

/// Text of UTF-16 without a mark: every other byte of its Latin letters, digits and delimiters is 0.
fn utf16(start: &[u8]) -> Option<&'static Encoding> {
    let pairs = start.as_chunks::<2>().0;
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = pairs.len() / 4;
    match (even > many, odd > many) {
        (false, true) if even == 0 => Some(UTF_16LE),
        (true, false) if odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether a text is UTF-8, apart from a few wrong bytes: then those are wrong, and not all the others.
fn is_mostly_utf8(start: &[u8]) -> bool {
    let (mut letters, mut wrong) = (0_usize, 0_usize);
    let mut rest = start.len();
    for chunk in start.utf8_chunks() {
        letters += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
        rest -= chunk.valid().len() + chunk.invalid().len();
        // The sample may end within a letter, which is then not wrong.
        if rest > 0 || start.len() < SAMPLE_BYTES {
            wrong += chunk.invalid().len();
        }
    }
    wrong == 0 || wrong < letters / 20
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
        Decoded::new(bytes, Some(encoding))
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

    fn detected(bytes: &[u8]) -> (&'static str, String) {
        let mut decoded = Decoded::new(bytes, None).unwrap();
        let mut text = String::new();
        decoded.read_to_string(&mut text).unwrap();
        (decoded.encoding().name(), text)
    }

    #[test]
    fn an_encoding_that_nobody_declared_is_detected() {
        let text = "Номер;Дата;Статья\n1;08.02.2020;кража ст.188\n2;09.02.2020;грабёж ст.191\n";
        let (cp1251, ..) = encoding_rs::WINDOWS_1251.encode(text);
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, name) in [
            (text.as_bytes(), "UTF-8"),
            (&cp1251, "windows-1251"),
            (&le, "UTF-16LE"),
            (&be, "UTF-16BE"),
        ] {
            assert_eq!(detected(bytes), (name, text.to_owned()));
        }
    }

    #[test]
    fn a_wrong_byte_in_a_long_text_of_utf8_does_not_change_its_encoding() {
        let mut bytes = "Ұрлық, кража\n".repeat(100).into_bytes();
        bytes.push(0xff);
        let decoded = Decoded::new(bytes.as_slice(), None).unwrap();
        assert_eq!(decoded.encoding(), UTF_8);
    }

    #[test]
    fn a_sample_that_ends_within_its_only_letter_is_utf8() {
        let mut text = "a".repeat(SAMPLE_BYTES - 1);
        text.push_str("ұ and more");
        let decoded = Decoded::new(text.as_bytes(), None).unwrap();
        assert_eq!(decoded.encoding(), UTF_8);
    }

    #[test]
    fn texts_shorter_than_a_mark_survive() {
        for text in ["", "a", "ab", "abc", "abcd"] {
            assert_eq!(decoded(text.as_bytes(), "utf-8"), text);
            assert_eq!(decoded(text.as_bytes(), "windows-1251"), text);
        }
    }
}
