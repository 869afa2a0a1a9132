//! The release check of the nation: a new version judged next to all earlier ones, as an attacker would who kept them.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use oshaq_benches::Nation;
use oshaq_domain::{Released, release_check};

/// Cells of resolution 5, each with all its cells of resolution 8.
const NATION: usize = 94;
/// The same in a test, which has to show only that the bench runs.
const TEST: usize = 2;

fn release(criterion: &mut Criterion) {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let versions = Nation::of(if measured { NATION } else { TEST }).versions(12);
    let (new, earlier) = versions.split_last().expect("twelve versions");
    eprintln!("{} rows a version", new.cells().len());
    let mut group = criterion.benchmark_group("release_check");
    group.sample_size(10);
    for kept in [1, 11] {
        let released = Released::of(&earlier[earlier.len() - kept..]);
        assert_eq!(release_check(new, &released), Ok(()));
        group.bench_function(BenchmarkId::new("earlier_versions", kept), |bench| {
            bench.iter(|| release_check(new, &released));
        });
    }
    group.bench_function("fold_one_version", |bench| {
        bench.iter(|| Released::of([new]));
    });
    group.finish();
}

criterion_group!(benches, release);
criterion_main!(benches);
