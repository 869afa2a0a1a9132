//! A release carries the page, so it must have been built.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=../web/dist");
    println!("cargo::rerun-if-changed=build.rs");
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if release && !Path::new("../web/dist/index.html").is_file() {
        println!(
            "cargo::error=the page is not built (web/dist/index.html is missing): run `make web`, then build again"
        );
    }
}
