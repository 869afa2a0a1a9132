//! A point into its cell, and a cell into its coarser one and its second ring of neighbours.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use oshaq_benches::{fine, places, simulated_city};
use oshaq_domain::{Cell, Resolution};

fn place(criterion: &mut Criterion) {
    let places = places(&simulated_city());
    let cells: Vec<Cell> = places
        .iter()
        .map(|&place| Cell::containing(place, fine()))
        .collect();
    let coarse = Resolution::new(6).expect("6 is a resolution");
    let mut group = criterion.benchmark_group("place");
    group.throughput(Throughput::Elements(places.len() as u64));
    group.bench_function("point_to_cell", |bench| {
        bench.iter(|| {
            places
                .iter()
                .map(|&place| Cell::containing(place, fine()))
                .collect::<Vec<_>>()
        });
    });
    group.bench_function("cell_to_parent", |bench| {
        bench.iter(|| {
            cells
                .iter()
                .filter_map(|cell| cell.parent(coarse).ok())
                .count()
        });
    });
    group.bench_function("cell_to_second_ring", |bench| {
        bench.iter(|| cells.iter().map(|cell| cell.ring(2).len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, place);
criterion_main!(benches);
