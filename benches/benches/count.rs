//! Offences into sparse counts, and counts to a coarser grid.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use oshaq_benches::{counts_of, fine, offences, simulated_city};
use oshaq_domain::{Resolution, Universe};

fn count(criterion: &mut Criterion) {
    let offences = offences(&simulated_city(), fine());
    let counts = counts_of(&offences, fine());
    let coarse = Resolution::new(7).expect("7 is a resolution");
    let mut group = criterion.benchmark_group("count");
    group.throughput(Throughput::Elements(offences.len() as u64));
    group.bench_function("offences_by_cell_day_and_category", |bench| {
        bench.iter(|| counts_of(&offences, fine()));
    });
    group.bench_function("resolution_9_to_7", |bench| {
        bench.iter_batched(
            || counts.clone(),
            |counts| counts.at(coarse),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("freeze_the_universe", |bench| {
        bench.iter(|| Universe::freeze(&counts));
    });
    group.finish();
}

criterion_group!(benches, count);
criterion_main!(benches);
