//! Delimited text and JSON: encodings, quotes, lengths, nesting, values.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use super::Folder;

pub const HEADER: &str =
    "UD,ID,CRIME_CODE,STAT,HARD_CODE,DAT_SOVER,DAT_SOVER_STR,DAT_VOZB_STR,REG_CODE,FE1R29P1_ID,x,y";

fn row(number: u32) -> String {
    format!(
        "20311203{number:07},0,1880,ст.188 ч.3,3,,08.02.2020 20:30,08.02.2020,193112,039,687500.0,4743900.0"
    )
}

/// A sound file of ERDR records, made up.
pub fn csv() -> String {
    let rows: Vec<String> = (1..40).map(row).collect();
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn attributes(number: u32) -> String {
    format!(
        "{{\"UD\":\"20311203{number:07}\",\"ID\":0,\"CRIME_CODE\":\"1880\",\"STAT\":\"ст.188 ч.3\",\"DAT_SOVER\":1581193800000,\"REG_CODE\":\"193112\"}}"
    )
}

fn page(reference: &str) -> String {
    let features: Vec<String> = (1..20)
        .map(|n| {
            let attributes = attributes(n);
            format!(
                "{{\"attributes\":{attributes},\"geometry\":{{\"x\":687500.0,\"y\":4743900.0}}}}"
            )
        })
        .collect();
    format!("{{{reference}\"features\":[{}]}}", features.join(",\n"))
}

fn geojson() -> String {
    let features: Vec<String> = (1..20)
        .map(|n| {
            let properties = attributes(n);
            format!("{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[71.3,42.8]}}}}")
        })
        .collect();
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
        features.join(",")
    )
}

fn jsonl() -> String {
    (1..20).map(attributes).map(|line| line + "\n").collect()
}

pub fn write(folder: &mut Folder) {
    folder.spoil("page.json", page("").as_bytes());
    folder.spoil("collection.geojson", geojson().as_bytes());
    folder.spoil("lines.jsonl", jsonl().as_bytes());
    folder.spoil("rows.csv", csv().as_bytes());
    encodings(folder);
    quotes(folder);
    lengths(folder);
    columns(folder);
    emptiness(folder);
    values(folder);
    nesting(folder);
}

fn encodings(folder: &mut Folder) {
    let texts = [("csv", csv()), ("json", page("")), ("jsonl", jsonl())];
    for (ending, text) in texts {
        let units: Vec<u16> = text.encode_utf16().collect();
        let le: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
        let be: Vec<u8> = units.iter().flat_map(|u| u.to_be_bytes()).collect();
        let utf32: Vec<u8> = text
            .chars()
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect();
        let cp866: Vec<u8> = text
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap_or(0xe1))
            .collect();
        let mut wrong = text.clone().into_bytes();
        for at in (5..wrong.len()).step_by(97) {
            wrong[at] = 0xc0;
        }
        folder.add(&format!("utf16le.{ending}"), &le);
        folder.add(&format!("utf16be.{ending}"), &be);
        folder.add(
            &format!("utf16le-mark.{ending}"),
            [b"\xff\xfe", &le[..]].concat(),
        );
        folder.add(
            &format!("utf16be-mark.{ending}"),
            [b"\xfe\xff", &be[..]].concat(),
        );
        folder.add(
            &format!("utf16le-odd.{ending}"),
            [b"\xff\xfe", &le[..le.len() - 1]].concat(),
        );
        folder.add(&format!("utf32.{ending}"), &utf32);
        folder.add(&format!("utf8-mark.{ending}"), format!("\u{feff}{text}"));
        folder.add(
            &format!("two-marks.{ending}"),
            format!("\u{feff}\u{feff}{text}"),
        );
        folder.add(&format!("cp866.{ending}"), &cp866);
        folder.add(&format!("wrong-bytes.{ending}"), &wrong);
        folder.add(&format!("all-ff.{ending}"), [0xff; 5000]);
        folder.add(&format!("nul-bytes.{ending}"), text.replace("188", "1\08"));
        folder.add(
            &format!("carriage-returns.{ending}"),
            text.replace('\n', "\r"),
        );
        folder.add(
            &format!("control-signs.{ending}"),
            text.replace("ст", "\u{1b}[2J\u{7}"),
        );
    }
}

fn quotes(folder: &mut Folder) {
    for (name, field) in [
        ("open", "\"open"),
        ("lone", "\""),
        ("three", "\"\"\""),
        ("inner", "a\"b\"c"),
        ("after", "\"a\"b"),
        ("line-end", "\"a\nb"),
        ("formula", "=HYPERLINK(\"http://example.org\")"),
        ("formula-plus", "+1+cmd|' /C calc'!A0"),
        ("formula-minus", "-1+1"),
        ("formula-at", "@SUM(1,1)"),
        ("formula-tab", "\t=1+1"),
    ] {
        for place in 0..3 {
            let mut rows: Vec<String> = csv().lines().map(str::to_owned).collect();
            let line = [0, 1, 39][place];
            rows[line] = rows[line].replacen(',', &format!(",{field},"), 1);
            folder.add(&format!("quote-{name}-{place}.csv"), rows.join("\n"));
        }
    }
}

fn lengths(folder: &mut Folder) {
    let long = "x".repeat(3 << 20);
    folder.add("long-header.csv", format!("{long}\n{}", csv()));
    folder.add("long-first.csv", format!("{HEADER}\n{long}\n{}\n", row(1)));
    folder.add("long-last.csv", format!("{HEADER}\n{}\n{long}", row(1)));
    folder.add(
        "long-quoted.csv",
        format!("{HEADER}\n\"{long}\n{}\n", row(1)),
    );
    folder.add("long-string.json", format!("[{{\"UD\":\"{long}\"}}]"));
    folder.add(
        "long-line.jsonl",
        format!("{{\"UD\":\"{long}\"}}\n{}", jsonl()),
    );
    folder.add(
        "long-wrapper.json",
        format!("{{\"a\":\"{long}\",\"features\":[]}}"),
    );
    folder.add("line-ends.csv", "\n".repeat(1 << 20));
    // 1 GiB in one line, of which the disk holds only the first and the last block.
    let mut sparse = File::create(folder.path.join("line-of-1-gib.csv")).unwrap();
    writeln!(sparse, "{HEADER}").unwrap();
    sparse.seek(SeekFrom::Start(1 << 30)).unwrap();
    writeln!(sparse, "\n{}", row(1)).unwrap();
    folder.names.push("line-of-1-gib.csv".to_owned());
}

fn columns(folder: &mut Folder) {
    for count in [1_usize, 1_000, 10_000, 20_000, 100_000] {
        let names: Vec<String> = (0..count).map(|n| format!("c{n}")).collect();
        let names = names.join(",");
        folder.add(
            &format!("columns-{count}.csv"),
            format!("{names}\n{names}\n"),
        );
        let commas = ",".repeat(count);
        folder.add(
            &format!("columns-{count}-more.csv"),
            format!("{HEADER}{commas}\n{}{commas}\n", row(1)),
        );
    }
    folder.add(
        "columns-twice.csv",
        format!("{HEADER},{HEADER}\n{},{}\n", row(1), row(2)),
    );
    folder.add(
        "columns-nameless.csv",
        format!("{}\n{}\n", ",".repeat(11), row(1)),
    );
    folder.add("columns-only-delimiters.csv", ",".repeat(1 << 20));
}

fn emptiness(folder: &mut Folder) {
    for (name, content) in [
        ("empty", ""),
        ("one-space", " "),
        ("mark-only", "\u{feff}"),
        ("half-mark", "\u{ef}"),
        ("one-line-end", "\n"),
        ("nul", "\0"),
        ("comma", ","),
        ("quote", "\""),
        ("header-only", HEADER),
        ("zeros", "0"),
        ("null", "null"),
        ("braces", "{}"),
        ("brackets", "[]"),
    ] {
        for ending in ["csv", "json", "jsonl"] {
            folder.add(&format!("{name}.{ending}"), content);
        }
    }
}

fn values(folder: &mut Folder) {
    let cases = [
        "9223372036854775807",
        "-9223372036854775808",
        "99999999999999999999999",
        "1e308",
        "-1e308",
        "NaN",
        "inf",
        "0x7f",
        "1,5",
        "१२",
        "31.02.2020",
        "00.00.0000",
        "29.02.2100",
        "01.01.9999 23:59",
        "08.02.2020 24:60",
        "2147483647",
        "1900-01-01",
        "\u{202e}08.02.2020",
        "'; DROP TABLE incidents; --",
        "../../etc/passwd",
    ];
    for (number, value) in cases.iter().enumerate() {
        for column in [1, 2, 5, 6, 10] {
            let mut fields: Vec<&str> = HEADER.split(',').map(|_| *value).collect();
            let sound = row(1);
            for (at, field) in sound.split(',').enumerate() {
                if at != column {
                    fields[at] = field;
                }
            }
            let line = fields.join(",");
            folder.add(
                &format!("value-{number}-{column}.csv"),
                format!("{HEADER}\n{line}\n"),
            );
        }
    }
}

fn nesting(folder: &mut Folder) {
    for depth in [100_usize, 1_000, 10_000, 1_000_000] {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        folder.add(&format!("deep-{depth}.json"), format!("{open}{close}"));
        folder.add(
            &format!("deep-record-{depth}.json"),
            format!("[{{\"UD\":{open}{close}}}]"),
        );
        let objects = "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
        folder.add(&format!("deep-objects-{depth}.jsonl"), objects);
        folder.add(&format!("deep-open-{depth}.json"), open);
    }
    for (name, text) in [
        ("scalar", "42"),
        (
            "error",
            "{\"error\":{\"code\":400,\"message\":\"Invalid\"}}",
        ),
        ("features-null", "{\"features\":null}"),
        ("features-object", "{\"features\":{}}"),
        ("features-numbers", "{\"features\":[1,2,3]}"),
        ("features-twice", "{\"features\":[],\"features\":[]}"),
        ("number-huge", "[{\"DAT_SOVER\":1e999999}]"),
        ("surrogate", "[{\"UD\":\"\\ud800\"}]"),
        ("keys-twice", "[{\"UD\":1,\"UD\":2,\"ud\":3}]"),
        ("comma-last", "[{\"UD\":1},]"),
        ("comma-lacking", "[{\"UD\":1}{\"UD\":2}]"),
        ("brackets-crossed", "[{\"UD\":1]}"),
        (
            "geometry-odd",
            "[{\"UD\":1,\"geometry\":{\"coordinates\":[[[1]],\"x\"]}}]",
        ),
        ("trailing", "[{\"UD\":1}] and more"),
    ] {
        folder.add(&format!("json-{name}.json"), text);
    }
    folder.add(
        "unknown-system.json",
        page("\"spatialReference\":{\"wkid\":31999},"),
    );
    folder.add(
        "absurd-system.json",
        page("\"spatialReference\":{\"wkid\":-1e99},"),
    );
}
