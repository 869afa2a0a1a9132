//! The page and the headers under which it works.

use reqwest::header;

use crate::fixture::published;

/// With `web/dist` the page itself, without it a text that says how to build it: both are HTML under the same policy.
#[tokio::test(flavor = "multi_thread")]
async fn every_view_is_the_page_under_a_strict_policy() {
    let built = std::path::Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../web/dist/index.html"
    ))
    .is_file();
    let (_bench, server, _) = published().await;
    for path in ["/", "/kpi", "/method", "/kpi?lang=kk"] {
        let response = server.get(path).await;
        assert_eq!(response.status(), if built { 200 } else { 503 }, "{path}");
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "text/html; charset=utf-8"
        );
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            policy.contains("default-src 'self'") && policy.contains("script-src 'self';"),
            "{policy}"
        );
        assert!(
            !policy.contains("unsafe-eval") && !policy.contains("http"),
            "{policy}"
        );
        assert_eq!(
            response.headers()[header::X_CONTENT_TYPE_OPTIONS],
            "nosniff"
        );
        let text = response.text().await.unwrap();
        assert!(
            if built {
                text.contains("<div id=\"app\">")
            } else {
                text.contains("make web")
            },
            "{text}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_the_page_are_found_and_others_are_not() {
    let (_bench, server, _) = published().await;
    let text = server.get("/").await.text().await.unwrap();
    for name in text
        .split("\"/assets/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
    {
        let file = server
            .client
            .get(server.url(&format!("/assets/{name}")))
            .header(header::ACCEPT_ENCODING, "br")
            .send()
            .await
            .unwrap();
        assert_eq!(file.status(), 200, "{name}");
        assert!(
            file.headers()[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .contains("immutable"),
            "{name}"
        );
    }
    let missing = server.get("/assets/nothing.js").await;
    assert_eq!(missing.status(), 404);
    assert_eq!(
        missing.headers()[header::CONTENT_TYPE],
        "application/problem+json"
    );
}
