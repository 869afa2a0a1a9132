//! Prints indicator 2 by unit as the page shows it:
//!
//! ```sh
//! cargo run -p oshaq-samples --example by_unit > web/src/kpi/by_unit.json
//! ```

fn main() -> Result<(), serde_json::Error> {
    println!(
        "{}",
        serde_json::to_string_pretty(&oshaq_samples::offences_by_unit())?
    );
    Ok(())
}
