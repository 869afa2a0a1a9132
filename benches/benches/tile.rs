//! A vector tile of 10,981 cells with 24 months and a forecast each: clipped, encoded, not compressed.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use oshaq_benches::surface_of_a_full_tile;
use oshaq_domain::Cell;
use oshaq_server::{TileAddress, risk_tile};

fn tile(criterion: &mut Criterion) {
    let surface = surface_of_a_full_tile();
    let theft = "theft".parse().expect("a category");
    let address = TileAddress::new(3, 5, 2).expect("a tile");
    let bytes = risk_tile(&surface, &theft, address)
        .expect("a tile")
        .expect("a tile with cells");
    let inside = surface
        .cells()
        .iter()
        .filter(|row| row.series == 1 && lies_inside(row.cell))
        .count();
    eprintln!("tile {address}: {inside} cells, {} bytes", bytes.len());
    assert!(inside == 10_981, "the tile is to be full");
    let mut group = criterion.benchmark_group("tile");
    group
        .sample_size(10)
        .throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("encode_11000_cells", |bench| {
        bench.iter(|| risk_tile(&surface, &theft, address));
    });
    group.finish();
}

/// Whether the centre of a cell lies in tile 3/5/2.
fn lies_inside(cell: Cell) -> bool {
    let centre = cell.centre();
    (40.98..66.51).contains(&centre.lat()) && (45.0..90.0).contains(&centre.lng())
}

criterion_group!(benches, tile);
criterion_main!(benches);
