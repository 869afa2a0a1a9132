//! The OpenAPI document is committed, so that the page's types and other clients are made from what the server answers.

use crate::fixture::published;

#[test]
fn the_committed_openapi_document_is_what_the_server_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let current = oshaq_server::openapi();
    if std::env::var_os("OSHAQ_WRITE_OPENAPI").is_some() {
        std::fs::write(path, &current).unwrap();
    } else {
        assert!(
            committed == current,
            "server/openapi.json is stale: run `OSHAQ_WRITE_OPENAPI=1 cargo test -p oshaq-server --test it contract`, then `npm run types` in web/"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_documented_path_is_routed_and_the_document_is_served() {
    let (_bench, server, _) = published().await;
    let document = server.json("/api/openapi.json").await;
    assert_eq!(
        document,
        serde_json::from_str::<serde_json::Value>(&oshaq_server::openapi()).unwrap()
    );
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for (path, operations) in document["paths"].as_object().unwrap() {
        let filled = path
            .replace("{kato}", "75")
            .replace("{cell}", "88216d1601fffff")
            .replace("{file}", "units.csv");
        let status = server.get(&filled).await.status().as_u16().to_string();
        let documented = operations["get"]["responses"].as_object().unwrap();
        assert!(
            documented.contains_key(&status),
            "{path} answered {status}, which is not documented"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documentation_page_needs_nothing_from_elsewhere() {
    let (_bench, server, _) = published().await;
    let page = server.get("/api/docs/").await;
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(policy.contains("script-src 'self';"), "{policy}");
    let text = page.text().await.unwrap();
    assert!(!text.contains("https://"), "{text}");
    for script in text
        .split("src=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
    {
        let file = server
            .get(&format!("/api/docs/{}", script.trim_start_matches("./")))
            .await;
        assert_eq!(file.status(), 200, "{script}");
        assert!(file.text().await.unwrap().len() > 100, "{script}");
    }
    let settings = server
        .get("/api/docs/swagger-initializer.js")
        .await
        .text()
        .await
        .unwrap();
    assert!(settings.contains("/api/openapi.json"), "{settings}");
    assert_eq!(server.get("/api/docs").await.url().path(), "/api/docs/");
    assert_eq!(server.get("/api/docs/nothing.js").await.status(), 404);
}
