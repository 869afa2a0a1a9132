//! What a workbook says about itself: the program that made it writes form, unit, department and snapshot into its title
//! and description.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use chrono::{DateTime, Utc};
use zip::ZipArchive;

use crate::error::EtlError;

/// Parts of a workbook together hold at most this much: the largest real one unpacks to 30 MB.
const UNPACKED_BYTES: u64 = 1 << 29;
/// The part with the properties is a page of XML.
const PROPERTIES_BYTES: u64 = 1 << 16;
const PROPERTIES: &str = "docProps/core.xml";

/// Title, description and time of saving.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Properties {
    pub title: String,
    pub description: String,
    pub saved: Option<DateTime<Utc>>,
}

/// Reads the properties; a workbook without has empty ones.
///
/// # Errors
/// [`EtlError::Workbook`] when the file is no ZIP container, or would unpack to more than a workbook of a form can hold.
pub fn read(path: &Path) -> Result<Properties, EtlError> {
    let file = File::open(path).map_err(EtlError::file(path))?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(EtlError::workbook(path))?;
    check_size(path, &mut archive)?;
    let Ok(part) = archive.by_name(PROPERTIES) else {
        return Ok(Properties::default());
    };
    let mut xml = String::new();
    part.take(PROPERTIES_BYTES)
        .read_to_string(&mut xml)
        .map_err(EtlError::workbook(path))?;
    Ok(parse(&xml))
}

fn check_size(path: &Path, archive: &mut ZipArchive<BufReader<File>>) -> Result<(), EtlError> {
    let mut bytes = 0_u64;
    for index in 0..archive.len() {
        let part = archive
            .by_index_raw(index)
            .map_err(EtlError::workbook(path))?;
        bytes = bytes.saturating_add(part.size());
    }
    if bytes > UNPACKED_BYTES {
        let reason = format!("it would unpack to {bytes} bytes, more than {UNPACKED_BYTES}");
        return Err(EtlError::workbook(path)(reason));
    }
    Ok(())
}

fn parse(xml: &str) -> Properties {
    let saved = element(xml, "dcterms:modified");
    Properties {
        title: element(xml, "dc:title"),
        description: element(xml, "dc:description"),
        saved: DateTime::parse_from_rfc3339(&saved)
            .ok()
            .map(|time| time.to_utc()),
    }
}

/// The text of an element without children; empty when there is none.
fn element(xml: &str, name: &str) -> String {
    let inside = || {
        let after = &xml[xml.find(&format!("<{name}"))?..];
        let text = &after[after.find('>')? + 1..];
        Some(&text[..text.find(&format!("</{name}>"))?])
    };
    unescape(inside().unwrap_or_default())
}

fn unescape(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    entities
        .into_iter()
        .fold(text.to_owned(), |text, (entity, sign)| {
            text.replace(entity, sign)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_description_and_time_are_found() {
        let xml = "<cp:coreProperties><dc:title>1-M  область А &amp; Б (Свод)</dc:title><dc:description>28327;50119;1910%;__</dc:description>\
            <dcterms:modified xsi:type=\"dcterms:W3CDTF\">2023-01-16T19:06:24Z</dcterms:modified></cp:coreProperties>";
        let found = parse(xml);
        assert_eq!(found.title, "1-M  область А & Б (Свод)");
        assert_eq!(found.description, "28327;50119;1910%;__");
        assert_eq!(
            found.saved.unwrap().to_rfc3339(),
            "2023-01-16T19:06:24+00:00"
        );
    }

    #[test]
    fn properties_that_are_missing_or_broken_are_empty() {
        for xml in ["", "<dc:title", "<dc:title>never closed", "<dc:title/>"] {
            assert_eq!(parse(xml), Properties::default(), "{xml}");
        }
    }
}
