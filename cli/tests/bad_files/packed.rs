//! Packed files and archives: damages, bombs, names.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Folder, text};

pub fn gz(content: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

pub fn xz(content: &[u8]) -> Vec<u8> {
    let mut writer = liblzma::write::XzEncoder::new(Vec::new(), 6);
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

pub fn zst(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 3).unwrap()
}

/// A zip archive of these files.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in members {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Workbooks and Parquet tables, packed: they go to disk first, and a bomb must be stopped on its way there.
pub fn write_tables(folder: &mut Folder, book: &[u8], parquet: &[u8]) {
    folder.spoil("packed-book.xlsx.gz", &gz(book));
    folder.spoil("packed-table.parquet.zst", &zst(parquet));
    folder.spoil("packed-book.zip", &zip(&[("a.xlsx", book)]));
    folder.add(
        "packed-half-table.parquet.xz",
        xz(&parquet[..parquet.len() / 2]),
    );
    folder.add("packed-half-book.xlsx.zst", zst(&book[..book.len() / 2]));
    folder.add("zip-in-gz.zip.gz", gz(&zip(&[("a.csv", b"a\n")])));
    folder.add(
        "old.xls.gz",
        gz(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"),
    );
    folder.add("slipping-book.zip", zip(&[("../../slipped.xlsx", book)]));
    folder.add(
        "no-book.zip",
        zip(&[("a.xlsx", b"PK\x03\x04"), ("b.parquet", b"PAR1")]),
    );
    // Many members are one file; so the bomb is made in no time.
    let zeros = vec![0; 1 << 20];
    let bomb = |start: &[u8]| [gz(start), gz(&zeros).repeat(17)].concat();
    folder.add("bomb.xlsx.gz", bomb(book));
    folder.add("bomb.parquet.gz", bomb(b"PAR1"));
    let inside: Vec<u8> = [book, &zeros.repeat(17)].concat();
    folder.add("bomb-book.zip", zip(&[("a.xlsx", &inside)]));
    folder.add("bomb-table.zip", zip(&[("a.parquet.gz", &bomb(b"PAR1"))]));
}

/// Replaces a text by another of the same length wherever it stands.
fn replaced(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    for at in 0..bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
    }
    bytes
}

pub fn write(folder: &mut Folder) {
    let rows = text::csv();
    let rows = rows.as_bytes();
    folder.spoil("packed.csv.gz", &gz(rows));
    folder.spoil("packed.csv.xz", &xz(rows));
    folder.spoil("packed.csv.zst", &zst(rows));
    folder.spoil("packed.zip", &zip(&[("a.csv", rows), ("b.csv", rows)]));
    bombs(folder);
    names(folder, rows);
    folder.add("twice.csv.gz", gz(&gz(rows)));
    folder.add("trailing.csv.gz", [gz(rows), vec![7; 100]].concat());
    folder.add(
        "zip-in-zip.zip",
        zip(&[("inner.zip", &zip(&[("a.csv", rows)]))]),
    );
    folder.add(
        "workbook-in-zip.zip",
        zip(&[("a.csv", rows), ("a.xlsx", b"PK")]),
    );
    folder.add("gz-in-zip.zip", zip(&[("a.csv.gz", &gz(rows))]));
    folder.add("no-members.zip", zip(&[]));
    folder.add("gz-named-csv.csv", gz(rows));
    folder.add("zip-named-csv.csv", zip(&[("a.csv", rows)]));
    folder.add("text-named-zip.zip", rows);
    let stored = zip(&[("a.csv", rows)]);
    folder.add("method-unknown.zip", replaced(stored, &[8, 0], &[99, 0]));
}

fn bombs(folder: &mut Folder) {
    // A little more than what may be unpacked without question.
    let zeros = vec![0; 17 << 20];
    // Many members, each of 1 MiB, are one gzip file; so the bomb is made in no time.
    let chain = |byte: u8| gz(&vec![byte; 1 << 20]).repeat(17);
    folder.add("bomb.csv.gz", chain(0));
    folder.add("bomb.csv.xz", xz(&zeros));
    folder.add("bomb.csv.zst", zst(&zeros));
    folder.add("bomb.zip", zip(&[("a.csv", &zeros)]));
    folder.add("bomb-in-zip.zip", zip(&[("a.csv.gz", &chain(0))]));
    folder.add("bomb.json.gz", chain(b'['));
    let mut hungry = xz(b"a,b\n");
    // The block's header begins at byte 12 with its length; byte 16 is the size of the dictionary, 36 means 1 GiB.
    let end = 12 + 4 * (usize::from(hungry[12]) + 1);
    hungry[16] = 36;
    let mut sum = flate2::Crc::new();
    sum.update(&hungry[12..end - 4]);
    hungry[end - 4..end].copy_from_slice(&sum.sum().to_le_bytes());
    folder.add("xz-wants-memory.csv.xz", hungry);
    let many: Vec<String> = (0..10_001).map(|n| format!("{n}.csv")).collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|name| (name.as_str(), &b"a\n"[..]))
        .collect();
    folder.add("members-10001.zip", zip(&many));
    // Says that it unpacks to 3 bytes: both lists of the archive are told so.
    let small = zip(&[("a.csv", &vec![b'a'; 70_000])]);
    folder.add(
        "size-lies.zip",
        replaced(small, &70_000_u32.to_le_bytes(), &3_u32.to_le_bytes()),
    );
}

fn names(folder: &mut Folder, rows: &[u8]) {
    let long = "n".repeat(60_000) + ".csv";
    for (number, name) in [
        "../../../../tmp/slipped.csv",
        "/tmp/slipped.csv",
        "..\\..\\slipped.csv",
        "C:\\slipped.csv",
        "a/../../b.csv",
        "./.csv",
        "\u{1b}[2Jred.csv",
        "nul\0byte.csv",
        "қазақша атауы.csv",
        "",
        long.as_str(),
    ]
    .iter()
    .enumerate()
    {
        folder.add(&format!("name-{number}.zip"), zip(&[(name, rows)]));
    }
}
