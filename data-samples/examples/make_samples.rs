//! Writes a simulation into a folder; `samples/` was made so:
//!
//! ```sh
//! cargo run -p oshaq-samples --example make_samples -- data-samples/samples 2024-01-01 2024-03-31 7 2 62
//! ```

use std::path::Path;

use oshaq_samples::{SimulationConfig, write_simulation};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [out, from, to, seed, scale, regions @ ..] = args.as_slice() else {
        return Err("give: OUT FROM TO SEED SCALE [REGIONS]".into());
    };
    let mut config = SimulationConfig::nation(from.parse()?, to.parse()?, seed.parse()?);
    config.scale = scale.parse()?;
    if let [regions] = regions {
        config.regions = regions
            .split(',')
            .map(str::parse)
            .collect::<Result<_, _>>()?;
    }
    let summary = write_simulation(config, Path::new(out), |done| {
        eprintln!(
            "{} of {} days, {} rows",
            done.days_done, done.days, done.rows
        );
    })?;
    println!("{}", serde_json::to_string_pretty(&summary)?);
    Ok(())
}
