//! Parquet files: absurd sizes, altered footers.

use super::{Folder, Random};

pub fn write(folder: &mut Folder, sound: &[u8]) {
    folder.spoil("table.parquet", sound);
    folder.add("magic-only.parquet", b"PAR1");
    folder.add("magic-twice.parquet", b"PAR1PAR1");
    for (name, length) in [
        ("absurd", u32::MAX),
        ("large", 1 << 30),
        ("none", 0),
        ("short", 9),
    ] {
        let footer = [b"PAR1", &[0x15; 64][..], &length.to_le_bytes(), b"PAR1"].concat();
        folder.add(&format!("footer-{name}.parquet"), footer);
    }
    // Numbers of rows, values and bytes are varints of the footer: long ones are absurd.
    let mut random = Random(7);
    let footer = footer_length(sound);
    for number in 0..40 {
        let mut altered = sound.to_vec();
        let end = altered.len().saturating_sub(8);
        for _ in 0..=random.below(4) {
            let at = end - 1 - random.below(footer);
            altered[at] = [0xff, 0x7f, 0x80, 0x00][random.below(4)];
        }
        folder.add(&format!("footer-altered-{number}.parquet"), altered);
    }
}

fn footer_length(sound: &[u8]) -> usize {
    match sound.last_chunk::<8>() {
        Some([a, b, c, d, ..]) => u32::from_le_bytes([*a, *b, *c, *d]) as usize,
        None => 1,
    }
}
