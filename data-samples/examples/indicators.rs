//! Prints the five indicators as the page's tests read them, judged as of a fixed day:
//!
//! ```sh
//! cargo run -p oshaq-samples --example indicators > web/tests/fixture/indicators.json
//! ```

fn main() -> Result<(), serde_json::Error> {
    let document = serde_json::json!({
        "as_of": "2026-11-22",
        "indicators": oshaq_samples::indicators(2026),
    });
    println!("{}", serde_json::to_string_pretty(&document)?);
    Ok(())
}
