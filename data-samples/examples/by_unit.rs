//! Prints indicator 2 by unit as the page's tests read it:
//!
//! ```sh
//! cargo run -p oshaq-samples --example by_unit > web/tests/fixture/by_unit.json
//! ```

/// The threshold of the public map.
const SUPPRESS_BELOW: u32 = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!(
        "{}",
        serde_json::to_string_pretty(
            &oshaq_samples::official_figures(Vec::new(), &[], SUPPRESS_BELOW)?.by_unit
        )?
    );
    Ok(())
}
