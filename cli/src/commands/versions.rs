//! `oshaq versions`: what the store holds.

use oshaq_store::{Kind, Manifest, VersionId};
use serde::Serialize;

use crate::args::VersionsArgs;
use crate::output;
use crate::world::open_store;

/// A version and whether readers get it.
#[derive(Debug, Serialize)]
struct Line {
    kind: Kind,
    version: VersionId,
    current: bool,
    simulated: bool,
    created: String,
    bytes: u64,
    manifest: Manifest,
}

/// Lists all versions of all kinds, oldest first.
pub fn run(args: &VersionsArgs, json: bool) -> anyhow::Result<()> {
    let store = open_store(&args.store.store)?;
    let mut lines = Vec::new();
    for kind in Kind::ALL {
        let current = store.current(kind)?;
        lines.extend(
            store
                .versions(kind)?
                .into_iter()
                .map(|manifest| line(manifest, current.as_ref())),
        );
    }
    output::print(json, &lines, |lines| readable(lines, &args.store.store))
}

fn line(manifest: Manifest, current: Option<&VersionId>) -> Line {
    Line {
        kind: manifest.kind,
        version: manifest.version.clone(),
        current: current == Some(&manifest.version),
        simulated: manifest.simulated,
        created: manifest.created.format("%Y-%m-%d %H:%M:%S").to_string(),
        bytes: manifest.bytes(),
        manifest,
    }
}

fn readable(lines: &[Line], store: &str) -> String {
    if lines.is_empty() {
        return format!("the store {store} is empty; `oshaq ingest` writes its first version");
    }
    let head = ["kind", "version", "created", "bytes", "", ""]
        .map(str::to_owned)
        .to_vec();
    let rows = lines.iter().map(|line| {
        let mark = |is: bool, word: &str| if is { word.to_owned() } else { String::new() };
        vec![
            line.kind.to_string(),
            line.version.to_string(),
            line.created.clone(),
            line.bytes.to_string(),
            mark(line.current, "current"),
            mark(line.simulated, "simulated"),
        ]
    });
    output::table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}
