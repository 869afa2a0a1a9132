//! A style that a deployment names for the ground of its map: what the page is told, and whom it may ask.

use oshaq_server::{MapStyle, ServerConfig};
use reqwest::header;
use serde_json::json;

use crate::fixture::{Running, published, published_with};

const LIGHT: &str = "https://tiles.example.kz/styles/basic/style.json";
const DARK: &str = "https://tiles.example.kz/styles/dark/style.json";
const FONTS: &str = "https://fonts.example.kz";

fn named() -> ServerConfig {
    let [light, dark] = [LIGHT, DARK].map(|style| style.parse().unwrap());
    let fonts = [FONTS.parse().unwrap()];
    ServerConfig {
        map_style: MapStyle::joined(Some(light), Some(dark), &fonts, None).unwrap(),
        ..ServerConfig::default()
    }
}

async fn policy(server: &Running, path: &str) -> String {
    let response = server.get(path).await;
    let policy = &response.headers()[header::CONTENT_SECURITY_POLICY];
    policy.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_told_the_named_style_and_may_ask_its_origins() {
    let (_bench, server, _) = published_with(named()).await;
    let current = server.json("/current.json").await;
    assert_eq!(
        current["map_style"],
        json!({"light": LIGHT, "dark": DARK, "origins": ["https://tiles.example.kz", FONTS]})
    );
    for path in ["/", "/embed", "/privacy", "/assets/unknown.js"] {
        let policy = policy(&server, path).await;
        let asked = "connect-src 'self' https://tiles.example.kz https://fonts.example.kz;";
        assert!(policy.contains(asked), "{path}: {policy}");
        assert_eq!(policy.matches("https:").count(), 2, "{path}: {policy}");
    }
    for path in ["/api/v1/meta", "/api/docs/"] {
        let policy = policy(&server, path).await;
        assert!(!policy.contains("https:"), "{path}: {policy}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_one_neither_the_page_nor_its_policy_knows_of_styles() {
    let (_bench, server, _) = published().await;
    let current = server.json("/current.json").await;
    assert_eq!(current["map_style"], json!(null));
    for path in ["/", "/embed"] {
        let policy = policy(&server, path).await;
        assert!(policy.contains("connect-src 'self';"), "{path}: {policy}");
    }
}
