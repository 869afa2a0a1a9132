use super::super::limits::{PREAMBLE_BYTES, RECORD_BYTES};

/// What is kept of a record that is too long, for its hash in the ledger.
const KEPT_BYTES: usize = 1 << 16;

/// What a byte brought about.
pub(super) enum Event {
    None,
    /// A record is complete; it began on this line.
    Record(u64),
    /// A record that began on this line is longer than any may be; its beginning is kept.
    TooLong(u64),
}

/// Follows brackets and strings, byte by byte.
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the independent flags of a byte scanner"
)]
pub(super) struct Scanner {
    pub lines: bool,
    pub depth: u64,
    in_string: bool,
    escaped: bool,
    /// Depth of the list that holds the records, when inside it.
    pub list: Option<u64>,
    /// The last string at depth 1, to find the key `features`.
    key: Vec<u8>,
    after_features: bool,
    /// Whether the list of records is in an object.
    pub is_wrapped: bool,
    /// The text around the records, without them.
    pub wrapper: Vec<u8>,
    pub empty_wrapper: bool,
    pub record: Vec<u8>,
    pub record_line: u64,
    pub record_open: bool,
    too_long: bool,
}

impl Scanner {
    pub const fn new(lines: bool) -> Self {
        Self {
            lines,
            depth: 0,
            in_string: false,
            escaped: false,
            list: None,
            key: Vec::new(),
            after_features: false,
            is_wrapped: false,
            wrapper: Vec::new(),
            empty_wrapper: false,
            record: Vec::new(),
            record_line: 1,
            record_open: false,
            too_long: false,
        }
    }

    pub fn take(&mut self, byte: u8, line: u64) -> Event {
        if self.lines {
            return self.take_line(byte, line);
        }
        if self.list.is_some() {
            return self.take_in_list(byte, line);
        }
        self.keep_wrapper(byte);
        self.take_outside(byte);
        Event::None
    }

    fn take_line(&mut self, byte: u8, line: u64) -> Event {
        if self.record.is_empty() {
            self.record_line = line;
        }
        if byte == b'\n' {
            let long = std::mem::take(&mut self.too_long);
            if long || self.record.trim_ascii().is_empty() {
                self.record.clear();
                return Event::None;
            }
            return Event::Record(self.record_line);
        }
        self.keep(byte)
    }

    /// Keeps a byte of a record, as long as the record is not too long.
    fn keep(&mut self, byte: u8) -> Event {
        if self.too_long {
            return Event::None;
        }
        self.record.push(byte);
        if self.record.len() > RECORD_BYTES {
            self.too_long = true;
            self.record.truncate(KEPT_BYTES);
            return Event::TooLong(self.record_line);
        }
        Event::None
    }

    /// Follows strings; true when the byte belongs to one.
    fn string(&mut self, byte: u8) -> bool {
        if !self.in_string {
            self.in_string = byte == b'"';
            return self.in_string;
        }
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' => self.escaped = true,
            b'"' => self.in_string = false,
            _ => {}
        }
        true
    }

    fn take_in_list(&mut self, byte: u8, line: u64) -> Event {
        let list = self.list.unwrap_or_default();
        let in_string = self.string(byte);
        let here = self.depth == list && !in_string;
        if here && (byte == b',' || byte == b']') {
            if byte == b']' {
                self.keep_wrapper(byte);
                self.depth -= 1;
                self.list = None;
            }
            return self.close_record();
        }
        if !self.record_open {
            if byte.is_ascii_whitespace() {
                return Event::None;
            }
            self.record_open = true;
            self.record_line = line;
        }
        if !in_string {
            match byte {
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1).max(list),
                _ => {}
            }
        }
        self.keep(byte)
    }

    fn keep_wrapper(&mut self, byte: u8) {
        if self.wrapper.len() < PREAMBLE_BYTES {
            self.wrapper.push(byte);
        }
    }

    fn close_record(&mut self) -> Event {
        let open = std::mem::take(&mut self.record_open);
        let long = std::mem::take(&mut self.too_long);
        if open && !long {
            return Event::Record(self.record_line);
        }
        self.record.clear();
        Event::None
    }

    /// Looks for the list of records: a list at the top, or one called `features`.
    fn take_outside(&mut self, byte: u8) {
        let was_string = self.in_string;
        if self.string(byte) {
            if self.depth == 1 && byte != b'"' && self.key.len() < 16 {
                self.key.push(byte);
            }
            if !was_string {
                self.key.clear();
            }
            return;
        }
        match byte {
            b'[' => {
                let top = self.depth == 0;
                self.depth += 1;
                if top || (self.depth == 2 && self.after_features) {
                    self.list = Some(self.depth);
                    self.is_wrapped = !top;
                    self.empty_wrapper = false;
                }
            }
            b'{' => {
                if self.depth == 0 {
                    self.empty_wrapper = true;
                }
                self.depth += 1;
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b':' => {}
            _ if byte.is_ascii_whitespace() => return,
            _ => {}
        }
        self.after_features = byte == b':' && self.depth == 1 && self.key == b"features";
    }
}
