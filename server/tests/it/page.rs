//! The page and the headers under which it works.

use reqwest::header;

use crate::fixture::{Running, published};

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

#[tokio::test(flavor = "multi_thread")]
async fn the_map_may_be_framed_by_any_site_and_no_other_view_may() {
    let (_bench, server, _) = published().await;
    let mut policies = Vec::new();
    for path in ["/embed", "/", "/kpi"] {
        let response = server.get(path).await;
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .to_owned();
        policies.push(policy);
    }
    let built = server.get("/").await.status() == 200;
    assert_eq!(policies[0].contains("frame-ancestors *"), built);
    assert!(policies[1].contains("frame-ancestors 'self'"));
    assert_eq!(policies[1], policies[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_say_in_html_what_the_api_says_in_json() {
    let (_bench, server, _) = published().await;
    let page = server.get("/tables?category=theft&lang=en").await;
    assert_eq!(
        page.headers()[header::CONTENT_TYPE],
        "text/html; charset=utf-8"
    );
    let text = page.text().await.unwrap();
    assert!(text.starts_with("<!DOCTYPE html><html lang=\"en\">"));
    assert!(text.contains("Simulated data"));
    assert!(!text.contains("<script"));
    let unit: serde_json::Value = server
        .get("/api/v1/units/75?category=theft")
        .await
        .json()
        .await
        .unwrap();
    let months = unit["months"].as_array().unwrap();
    let told: Vec<Option<u64>> = months
        .iter()
        .map(|month| month["recorded"].as_u64())
        .collect();
    assert!(told.iter().any(Option::is_some) && told.iter().any(Option::is_none));
    let columns: String = told
        .iter()
        .map(|recorded| recorded.map_or("–".to_owned(), |count| count.to_string()))
        .flat_map(|column| ["<td>".to_owned(), column, "</td>".to_owned()])
        .collect();
    let row = text
        .split("<tr>")
        .find(|row| row.contains(">Almaty<"))
        .unwrap();
    assert!(row.contains(&format!("{columns}</tr>")), "{row}\n{columns}");
    let ranked: serde_json::Value = server
        .get("/api/v1/riskiest?category=theft&limit=1")
        .await
        .json()
        .await
        .unwrap();
    let place = format!(
        "<td>{:.3}, {:.3}</td>",
        ranked[0]["lat"].as_f64().unwrap(),
        ranked[0]["lng"].as_f64().unwrap()
    );
    let cells = text.split("<h2 id=\"cells\">").nth(1).unwrap();
    assert_eq!(
        cells.find(&place),
        cells.find("<td>"),
        "the first cell of the table is the first of the ranking"
    );
}

/// The rows of cells on one page of the tables, and whether it leads on.
async fn cells_of(server: &Running, number: usize) -> (Vec<String>, bool) {
    let address = format!("/tables?category=theft&lang=en&page={number}");
    let text = server.get(&address).await.text().await.unwrap();
    let cells = text.split("<h2 id=\"cells\">").nth(1).unwrap().to_owned();
    let rows = cells.split("<tr>").skip(2).map(str::to_owned).collect();
    (rows, cells.contains(&format!("page={}#cells", number + 1)))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_tables_hold_every_cell_with_a_band_once() {
    let (_bench, server, _) = published().await;
    let (mut told, mut number) = (0, 1);
    loop {
        let (rows, more) = cells_of(&server, number).await;
        told += rows.len();
        number += 1;
        if !more {
            break;
        }
        assert_eq!(rows.len(), 100);
    }
    let ranked: Vec<serde_json::Value> = server
        .get("/api/v1/riskiest?category=theft&limit=200")
        .await
        .json()
        .await
        .unwrap();
    assert!(told > 0 && (told == ranked.len() || (told > 200 && ranked.len() == 200)));
    assert_eq!(cells_of(&server, number).await, (vec![], false));
    for wrong in ["0", "-1", "x"] {
        let address = format!("/tables?page={wrong}");
        assert_eq!(server.get(&address).await.status(), 400, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_speak_three_languages_and_tell_no_category_that_is_withheld() {
    let (_bench, server, _) = published().await;
    for (lang, words) in [
        ("kk", "Өңірлер бойынша"),
        ("ru", "По регионам"),
        ("en", "By region"),
    ] {
        let text = server
            .get(&format!("/tables?lang={lang}"))
            .await
            .text()
            .await
            .unwrap();
        assert!(text.contains(words), "{lang}");
        assert!(!text.contains("category=drugs") && !text.contains("category=sexual"));
        assert!(!text.contains('{'), "an unfilled placeholder");
    }
    assert_eq!(server.get("/tables?category=drugs").await.status(), 404);
    assert_eq!(server.get("/tables?lang=de").await.status(), 400);
}
