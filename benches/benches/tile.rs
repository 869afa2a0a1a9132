//! A vector tile of 10,981 cells with 24 months and a forecast each, not compressed: encoded from columns and outlines in memory,
//! as publishing does for every series, and the whole from the surface.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use oshaq_benches::surface_of_a_full_tile;
use oshaq_domain::Cell;
use oshaq_server::{TileAddress, risk_tile};

fn tile(criterion: &mut Criterion) {
    let surface = surface_of_a_full_tile();
    let theft = "theft".parse().expect("a category");
    let address = TileAddress::new(3, 5, 2).expect("a tile");
    let drawn = || risk_tile(&surface, &theft, address).expect("a tile");
    let in_memory = drawn().expect("a tile with cells");
    let bytes = in_memory.encode().expect("a tile with cells");
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
    group.bench_function("encode_11000_cells_from_memory", |bench| {
        bench.iter(|| in_memory.encode());
    });
    group.bench_function("draw_and_encode_11000_cells", |bench| {
        bench.iter(|| drawn().map(|tile| tile.encode()));
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
