//! What holds on a disk and in a bucket alike.

use std::time::{Duration, Instant};

use oshaq_store::{Kind, ManifestDraft, Parent, ProblemKind, Store, StoreError, VersionId};

use crate::site::{Site, commit, draft, lock, moment};
use crate::tables;

fn version_path(version: &VersionId, name: &str) -> String {
    format!("counts/{version}/{name}")
}

fn problems(store: &Store) -> Vec<(String, ProblemKind)> {
    store
        .verify()
        .unwrap()
        .problems
        .into_iter()
        .map(|problem| (problem.path, problem.what))
        .collect()
}

pub fn a_store_that_does_not_exist_is_empty_and_opening_it_creates_nothing(site: &Site) {
    let store = site.open();
    for kind in Kind::ALL {
        assert_eq!(store.current(kind).unwrap(), None);
        assert!(store.versions(kind).unwrap().is_empty());
    }
    assert!(store.verify().unwrap().is_ok());
    let error = store
        .current_manifest(Kind::Forecast)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no forecast yet") && error.contains("`oshaq forecast`"),
        "{error}"
    );
    assert!(!std::path::Path::new(&site.location).exists());
}

pub fn a_committed_version_is_current_and_gives_its_bytes_back(site: &Site) {
    let store = site.open();
    let manifest = commit(&store, 1, b"some bytes");
    assert_eq!(
        store.current(Kind::Counts).unwrap().as_ref(),
        Some(&manifest.version)
    );
    assert_eq!(store.current_manifest(Kind::Counts).unwrap(), manifest);
    let names: Vec<_> = manifest
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.bytes))
        .collect();
    assert_eq!(names, [("a/x.bin", 10), ("y.json", 2)]);
    assert_eq!(
        store
            .read(Kind::Counts, &manifest.version, "a/x.bin")
            .unwrap(),
        b"some bytes"
    );
    let file = store
        .file(Kind::Counts, &manifest.version, "a/x.bin")
        .unwrap();
    assert_eq!(std::fs::read(file.path()).unwrap(), b"some bytes");
    let report = store.verify().unwrap();
    assert!(report.is_ok());
    assert_eq!((report.versions, report.files, report.bytes), (1, 2, 12));
    let missing = store
        .read(Kind::Counts, &manifest.version, "z")
        .unwrap_err();
    assert!(matches!(missing, StoreError::NoFile { .. }), "{missing}");
    let other = VersionId::parse("00000000000000aa").unwrap();
    assert!(matches!(
        store.manifest(Kind::Counts, &other),
        Err(StoreError::NoVersion { .. })
    ));
}

pub fn the_same_content_twice_is_one_version(site: &Site) {
    let store = site.open();
    let first = commit(&store, 1, b"same");
    let between = commit(&store, 2, b"other");
    let again = ManifestDraft {
        created: moment("2030-01-01T00:00:00Z"),
        code_version: "next".to_owned(),
        ..draft(1)
    };
    let stage = store.stage(&lock(&store), Kind::Counts).unwrap();
    stage.write("y.json", b"{}").unwrap();
    stage.write("a/x.bin", b"same").unwrap();
    let second = stage.commit(again).unwrap();
    assert_eq!(
        second, first,
        "the version that was there is kept, its date too"
    );
    assert_ne!(first.version, between.version);
    assert_eq!(store.versions(Kind::Counts).unwrap().len(), 2);
    assert_eq!(store.current(Kind::Counts).unwrap(), Some(first.version));
}

pub fn a_stage_that_is_not_committed_leaves_the_previous_version_current(site: &Site) {
    let store = site.open();
    let before = commit(&store, 1, b"before");
    let lock = lock(&store);
    let stage = store.stage(&lock, Kind::Counts).unwrap();
    let path = stage.path("a/x.bin").unwrap();
    std::fs::write(&path, b"half").unwrap();
    drop(stage);
    assert!(!path.exists(), "nothing is left of the stage");
    assert_eq!(store.current_manifest(Kind::Counts).unwrap(), before);
    assert_eq!(store.versions(Kind::Counts).unwrap(), [before]);
    assert!(store.verify().unwrap().is_ok());
}

pub fn a_stage_keeps_the_lock_until_it_is_gone(site: &Site) {
    let store = site.open();
    let lock = lock(&store);
    let stage = store.stage(&lock, Kind::Counts).unwrap();
    drop(lock);
    assert!(matches!(
        store.lock("another", Duration::ZERO),
        Err(StoreError::Locked { .. })
    ));
    drop(stage);
    assert!(store.lock("another", Duration::ZERO).is_ok());
}

pub fn two_writers_exclude_each_other_and_the_error_names_the_holder(site: &Site) {
    let first = site
        .open()
        .lock("oshaq ingest, process 7", Duration::ZERO)
        .unwrap();
    assert_eq!(first.holder(), "oshaq ingest, process 7");
    let started = Instant::now();
    let error = site
        .open()
        .lock("oshaq counts", Duration::from_millis(200))
        .unwrap_err()
        .to_string();
    assert!(started.elapsed() >= Duration::from_millis(200));
    let since = first.since().format("%Y-%m-%d %H:%M:%S UTC").to_string();
    for part in [
        site.location.as_str(),
        "oshaq ingest, process 7",
        &since,
        "wait",
    ] {
        assert!(error.contains(part), "{part} is not in: {error}");
    }
}

pub fn a_waiting_writer_gets_the_lock_when_it_is_free(site: &Site) {
    let first = lock(&site.open());
    let store = site.open();
    let waiting = std::thread::spawn(move || {
        store
            .lock("the second", Duration::from_secs(20))
            .unwrap()
            .since()
    });
    std::thread::sleep(Duration::from_millis(300));
    assert!(!waiting.is_finished());
    drop(first);
    waiting.join().unwrap();
}

pub fn an_altered_byte_is_found_by_verify_and_by_read(site: &Site) {
    let store = site.open();
    let manifest = commit(&store, 1, b"some bytes");
    let path = version_path(&manifest.version, "a/x.bin");
    site.put(&path, b"some Bytes");
    let error = store
        .read(Kind::Counts, &manifest.version, "a/x.bin")
        .unwrap_err();
    assert!(matches!(error, StoreError::Altered { .. }), "{error}");
    let expected = manifest.file("a/x.bin").unwrap().sha256.clone();
    let [
        (
            at,
            ProblemKind::Altered {
                expected: told,
                found,
            },
        ),
    ] = &problems(&store)[..]
    else {
        panic!()
    };
    assert_eq!((at, told), (&path, &expected));
    assert_ne!(found, &expected);
}

pub fn missing_and_unexpected_files_are_found_by_verify(site: &Site) {
    let store = site.open();
    let manifest = commit(&store, 1, b"some bytes");
    let (missing, stray) = (
        version_path(&manifest.version, "y.json"),
        version_path(&manifest.version, "b/z.txt"),
    );
    site.remove(&missing);
    site.put(&stray, b"?");
    site.put("counts/notes.txt", b"?");
    site.put("surface/00000000000000aa/tiles/x.tiles", b"half a version");
    assert_eq!(
        problems(&store),
        [
            (missing, ProblemKind::Missing),
            (stray, ProblemKind::Unexpected),
            ("counts/notes.txt".to_owned(), ProblemKind::Unexpected),
            (
                "surface/00000000000000aa".to_owned(),
                ProblemKind::Incomplete
            ),
        ]
    );
    assert!(
        store.versions(Kind::Surface).unwrap().is_empty(),
        "half a version is none"
    );
}

pub fn a_damaged_manifest_is_found_by_verify(site: &Site) {
    let store = site.open();
    let first = commit(&store, 1, b"first");
    let second = commit(&store, 2, b"second");
    let (torn, changed) = (
        version_path(&first.version, "manifest.json"),
        version_path(&second.version, "manifest.json"),
    );
    site.put(&torn, b"{\"schema_version\": 1, \"kind\"");
    let text = serde_json::to_string(&second).unwrap();
    site.put(
        &changed,
        text.replace("\"number\":2", "\"number\":3").as_bytes(),
    );
    let found = problems(&store);
    assert_eq!(found.len(), 2);
    let of = |path: &str| {
        found
            .iter()
            .find(|(at, _)| at == path)
            .map(|(_, what)| what)
    };
    assert!(
        matches!(of(&torn), Some(ProblemKind::UnreadableManifest { .. })),
        "{found:?}"
    );
    assert!(
        matches!(of(&changed), Some(ProblemKind::AlteredManifest { .. })),
        "{found:?}"
    );
    assert!(matches!(
        store.manifest(Kind::Counts, &first.version),
        Err(StoreError::Unreadable { .. })
    ));
}

pub fn a_pointer_to_nothing_is_found_by_verify(site: &Site) {
    let store = site.open();
    commit(&store, 1, b"some bytes");
    let gone = VersionId::parse("00000000000000aa").unwrap();
    site.put("counts/current", b"00000000000000aa\n");
    assert_eq!(
        problems(&store),
        [(
            "counts/current".to_owned(),
            ProblemKind::DanglingCurrent { version: gone }
        )]
    );
    site.put("counts/current", b"latest");
    assert!(matches!(
        store.current(Kind::Counts),
        Err(StoreError::Unreadable { .. })
    ));
    assert!(matches!(
        &problems(&store)[..],
        [(_, ProblemKind::UnreadableCurrent { .. })]
    ));
}

pub fn committing_again_mends_a_damaged_version(site: &Site) {
    let store = site.open();
    let manifest = commit(&store, 1, b"some bytes");
    let mended = || {
        assert!(!store.verify().unwrap().is_ok());
        assert_eq!(commit(&store, 1, b"some bytes").version, manifest.version);
        assert_eq!(problems(&store), []);
        let bytes = store.read(Kind::Counts, &manifest.version, "a/x.bin");
        assert_eq!(bytes.unwrap(), b"some bytes");
    };
    site.put(&version_path(&manifest.version, "a/x.bin"), b"some Bytes");
    mended();
    site.remove(&version_path(&manifest.version, "y.json"));
    mended();
    site.remove(&version_path(&manifest.version, "manifest.json"));
    mended();
    site.put(&version_path(&manifest.version, "manifest.json"), b"{");
    mended();
    site.remove("counts/current");
    assert_eq!(store.current(Kind::Counts).unwrap(), None);
    commit(&store, 1, b"some bytes");
    assert_eq!(
        store.current(Kind::Counts).unwrap(),
        Some(manifest.version.clone())
    );
}

pub fn a_newer_schema_is_refused_with_a_remedy(site: &Site) {
    let store = site.open();
    let manifest = commit(&store, 1, b"some bytes");
    let newer = serde_json::json!({"schema_version": 2, "kind": "something-new"});
    site.put(
        &version_path(&manifest.version, "manifest.json"),
        newer.to_string().as_bytes(),
    );
    for error in [
        store.current_manifest(Kind::Counts).unwrap_err(),
        store.versions(Kind::Counts).unwrap_err(),
        store
            .read(Kind::Counts, &manifest.version, "y.json")
            .unwrap_err(),
        store.verify().unwrap_err(),
    ] {
        assert!(
            matches!(error, StoreError::NewerSchema { found: 2, .. }),
            "{error}"
        );
        assert!(error.to_string().contains("upgrade oshaq"), "{error}");
    }
    let stage = store.stage(&lock(&store), Kind::Counts).unwrap();
    stage.write("a/x.bin", b"some bytes").unwrap();
    stage.write("y.json", b"{}").unwrap();
    assert!(
        matches!(stage.commit(draft(1)), Err(StoreError::NewerSchema { .. })),
        "it is not overwritten either"
    );
}

pub fn a_child_of_a_simulated_version_is_marked_as_simulated(site: &Site) {
    let store = site.open();
    let write = |kind: Kind, draft: ManifestDraft| {
        let stage = store.stage(&lock(&store), kind).unwrap();
        stage.write("x", b"x").unwrap();
        stage.commit(draft).unwrap()
    };
    let simulated = write(
        Kind::Incidents,
        ManifestDraft {
            simulated: true,
            ..draft(1)
        },
    );
    let parent = Parent {
        kind: Kind::Incidents,
        version: simulated.version.clone(),
    };
    let child = write(
        Kind::Counts,
        ManifestDraft {
            parents: vec![parent.clone(), parent.clone()],
            ..draft(1)
        },
    );
    assert!(child.simulated);
    assert_eq!(child.parents, [parent]);
    let real = write(Kind::Incidents, draft(1));
    assert!(!real.simulated);
    assert_ne!(
        real.version, simulated.version,
        "the label is part of what a version is"
    );
}

pub fn versions_are_listed_oldest_first(site: &Site) {
    let store = site.open();
    for number in [3, 1, 2] {
        commit(&store, number, b"some bytes");
    }
    let numbers: Vec<_> = store
        .versions(Kind::Counts)
        .unwrap()
        .iter()
        .map(|manifest| manifest.parameters["number"].clone())
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
}

pub fn an_empty_stage_and_a_bad_name_are_refused(site: &Site) {
    let store = site.open();
    let lock = lock(&store);
    let stage = store.stage(&lock, Kind::Counts).unwrap();
    assert!(matches!(
        stage.path("../x"),
        Err(StoreError::BadFileName { .. })
    ));
    assert!(matches!(
        stage.write("manifest.json", b""),
        Err(StoreError::BadFileName { .. })
    ));
    assert!(matches!(
        stage.commit(draft(1)),
        Err(StoreError::EmptyStage(Kind::Counts))
    ));
    let stage = store.stage(&lock, Kind::Counts).unwrap();
    let beside = stage.path("x").unwrap().with_file_name("with space");
    std::fs::write(beside, b"").unwrap();
    assert!(matches!(
        stage.commit(draft(1)),
        Err(StoreError::BadFileName { .. })
    ));
    assert_eq!(store.current(Kind::Counts).unwrap(), None);
}

pub fn a_lock_of_another_store_is_refused(site: &Site) {
    let other = lock(&site.open_other());
    assert!(matches!(
        site.open().stage(&other, Kind::Counts),
        Err(StoreError::WrongLock { .. })
    ));
}

pub fn a_file_in_parts_comes_back_whole(site: &Site) {
    let store = site.open();
    let bytes: Vec<u8> = (0..20_000_000_u32)
        .map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let manifest = commit(&store, 1, &bytes);
    assert_eq!(manifest.file("a/x.bin").unwrap().bytes, 20_000_000);
    let file = store
        .file(Kind::Counts, &manifest.version, "a/x.bin")
        .unwrap();
    assert!(std::fs::read(file.path()).unwrap() == bytes);
    assert!(store.verify().unwrap().is_ok());
}

pub fn the_store_can_be_used_and_dropped_inside_an_asynchronous_runtime(site: &Site) {
    let store = site.open();
    let version = commit(&store, 1, b"some bytes").version;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let bytes = runtime.block_on(async move { store.read(Kind::Counts, &version, "a/x.bin") });
    assert_eq!(bytes.unwrap(), b"some bytes");
}

pub fn a_public_surface_comes_back_as_it_was(site: &Site) {
    tables::surface_round_trip(&site.open());
}

pub fn a_finished_job_can_be_removed_but_neither_the_current_one_nor_another_kind(site: &Site) {
    let store = site.open();
    let counts = commit(&store, 1, b"some bytes");
    let writer = lock(&store);
    let job = |number: u32| {
        let stage = store.stage(&writer, Kind::Job).unwrap();
        stage.write("parts/x.bin", b"some bytes").unwrap();
        stage.commit(draft(number)).unwrap().version
    };
    let (old, new) = (job(2), job(3));
    let kept = |kind, version| {
        let refused = store.remove(&writer, kind, version);
        assert!(
            matches!(refused, Err(StoreError::Kept { .. })),
            "{refused:?}"
        );
    };
    kept(Kind::Job, &new);
    kept(Kind::Counts, &counts.version);
    store.remove(&writer, Kind::Job, &old).unwrap();
    let left = store.versions(Kind::Job).unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].version, new);
    assert_eq!(problems(&store), []);
    assert!(matches!(
        store.remove(&writer, Kind::Job, &old),
        Err(StoreError::NoVersion { .. })
    ));
}
