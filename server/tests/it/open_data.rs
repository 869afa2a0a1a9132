//! Comparison, lists in pages, versions, files and catalogue.

use std::io::Read;

use oshaq_server::{PastForecast, ServerConfig};
use reqwest::header;
use serde_json::{Value, json};

use crate::fixture::{Bench, Running, on_a_thread, published, published_with, surface};

#[tokio::test(flavor = "multi_thread")]
async fn units_are_compared_by_rates_with_intervals_and_ranks_with_ranges() {
    let (_bench, server, _) = published().await;
    let answer = server
        .json("/api/v1/unit-comparison?category=theft&from=2025-07&to=2025-12")
        .await;
    assert_eq!(
        (&answer["months"], &answer["ranked"]),
        (&json!(6), &json!(2))
    );
    // 103 + month placed, and 14 (odd months) or 2 not: 124, 113, 126, 115, 128, 117, each rounded to five.
    let sum = 125 + 115 + 125 + 115 + 130 + 115;
    let first = &answer["units"][0];
    assert_eq!(
        (&first["unit"]["kato"], &first["recorded"]),
        (&json!("19"), &json!(sum))
    );
    assert_eq!(first["per_10k"], json!(4.83), "725 over 1.5 million");
    let ends = (
        first["per_10k_low"].as_f64().unwrap(),
        first["per_10k_high"].as_f64().unwrap(),
    );
    assert!(ends.0 < 4.5 && ends.1 > 5.2, "{ends:?}");
    let ranks = |unit: &Value| [unit["rank_low"].clone(), unit["rank_high"].clone()];
    assert_eq!(ranks(first), [json!(1), json!(1)]);
    assert_eq!(ranks(&answer["units"][1]), [json!(2), json!(2)]);
    let usual = server.json("/api/v1/unit-comparison?category=theft").await;
    assert_eq!(
        (&usual["from"], &usual["to"]),
        (&json!("2025-01"), &json!("2025-12"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_with_a_withheld_month_has_no_upper_end() {
    let (_bench, server, _) = published().await;
    let answer = server
        .json("/api/v1/unit-comparison?category=theft&from=2024-12&to=2025-12")
        .await;
    let unit = &answer["units"][0];
    assert_eq!(unit["state"], "partly_suppressed");
    assert_eq!(unit["months_withheld"], 1);
    assert_eq!(unit["per_10k_high"], Value::Null);
    let nothing = server
        .json("/api/v1/unit-comparison?category=theft&from=2024-01&to=2024-12")
        .await;
    assert_eq!(nothing["units"][0]["state"], "suppressed");
    assert_eq!(nothing["units"][0]["rank"], Value::Null);
    assert_eq!(nothing["ranked"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_cells_add_up_to_all_of_them() {
    let (_bench, server, _) = published().await;
    let whole = server.json("/api/v1/cells?category=theft&limit=1000").await;
    assert_eq!(whole["next"], Value::Null);
    let whole = whole["items"].as_array().unwrap().clone();
    assert!(whole.len() > 30, "{}", whole.len());
    let mut paged = Vec::new();
    let mut address = "/api/v1/cells?category=theft&limit=7".to_owned();
    loop {
        let response = server.get(&address).await;
        let link = response.headers().get(header::LINK).cloned();
        let page: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        paged.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else {
            assert!(link.is_none());
            break;
        };
        let link = link.unwrap().to_str().unwrap().to_owned();
        assert!(
            link.contains(next) && link.ends_with("rel=\"next\""),
            "{link}"
        );
        address = link[1..].split('>').next().unwrap().to_owned();
    }
    assert_eq!(paged, whole);
    let coarse = server.json("/api/v1/cells?resolution=5&unit=75").await;
    for cell in coarse["items"].as_array().unwrap() {
        assert_eq!(cell["unit"], "75");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_listed_with_what_they_changed_and_as_a_feed() {
    let (bench, versions) = on_a_thread(|| {
        let bench = Bench::empty();
        let versions = [1, 2, 3].map(|factor| bench.publish(&surface(factor)));
        (bench, versions)
    })
    .await;
    let server = Running::start(&bench.store, ServerConfig::default()).await;
    let first = server.json("/api/v1/versions?limit=2").await;
    let told: Vec<&Value> = first["items"].as_array().unwrap().iter().collect();
    assert_eq!(told.len(), 2);
    let next = first["next"].as_str().unwrap();
    let second = server
        .json(&format!("/api/v1/versions?limit=2&cursor={next}"))
        .await;
    assert_eq!(second["next"], Value::Null);
    let last = &second["items"][0];
    assert_eq!(
        last["changes"],
        Value::Null,
        "the first version changed nothing"
    );
    assert_eq!(told[0]["changes"]["months_added"], json!([]));
    let mut listed: Vec<&str> = told
        .into_iter()
        .chain([last])
        .map(|version| version["version"].as_str().unwrap())
        .collect();
    listed.sort_unstable();
    let mut published = versions.to_vec();
    published.sort_unstable();
    assert_eq!(listed, published);
    let surfaces = server.json("/api/v1/surfaces").await;
    assert_eq!(surfaces[0]["current"], true);
    assert_eq!(surfaces[0]["version"], versions[2].as_str());
    let feed = server
        .client
        .get(server.url("/api/v1/versions.atom"))
        .header(header::ACCEPT_LANGUAGE, "ru")
        .send()
        .await
        .unwrap();
    assert_eq!(feed.headers()[header::CONTENT_LANGUAGE], "ru");
    let text = feed.text().await.unwrap();
    assert_eq!(text.matches("<entry>").count(), 3, "{text}");
    for part in [
        "http://www.w3.org/2005/Atom",
        "Смоделированные данные",
        "rel=\"self\"",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn past_forecasts_stand_next_to_what_was_recorded() {
    let bench = on_a_thread(|| {
        let bench = Bench::empty();
        let outcome = json!({
            "category": "theft", "forecast_month": "2025-12", "window": {"start": "2025-12-01", "end": "2025-12-29"},
            "model": "kernel_mixture", "resolution": 8, "compared": 3, "withheld": 1, "same_band": 2,
            "within_interval": 3, "higher": 1, "lower": 0, "repeatable": 2, "repeatable_same_band": 1, "naive_same_band": 1,
            "bands": [{"band": 1, "cells": 3, "recorded": [2, 1, 0, 0, 0], "withheld": 1}],
        });
        let past = PastForecast {
            version: "0123456789abcdef".to_owned(),
            outcome: serde_json::from_value(outcome).unwrap(),
        };
        bench.publish_with_scoreboard(&surface(1), vec![past]);
        bench
    })
    .await;
    let server = Running::start(&bench.store, ServerConfig::default()).await;
    let board = server.json("/api/v1/scoreboard?category=theft").await;
    let forecast = &board["forecasts"][0];
    assert_eq!(forecast["same_band"], 2);
    assert_eq!(forecast["repeatable"], 2);
    assert_eq!(forecast["repeatable_same_band"], 1);
    assert_eq!(
        forecast["bands"][0]["recorded_bands"],
        json!([2, 1, 0, 0, 0])
    );
    assert_eq!(
        server.json("/api/v1/scoreboard").await["forecasts"],
        json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_hold_what_the_answers_tell_and_every_column_is_explained() {
    let (_bench, server, version) = published().await;
    let list = server.json("/api/v1/downloads").await;
    assert_eq!(list["version"], version.as_str());
    for file in list["files"].as_array().unwrap() {
        let response = server.get(file["href"].as_str().unwrap()).await;
        assert_eq!(response.status(), 200, "{file}");
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            file["media_type"].as_str().unwrap()
        );
        let name = response.headers()[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(name.contains(&version), "{name}");
        let bytes = response.bytes().await.unwrap();
        let columns: Vec<&str> = file["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|column| column["name"].as_str().unwrap())
            .collect();
        match file["media_type"].as_str().unwrap() {
            media if media.starts_with("text/csv") => {
                let text = String::from_utf8(bytes.to_vec()).unwrap();
                assert_eq!(text.lines().next().unwrap(), columns.join(","));
                assert!(
                    text.lines()
                        .all(|line| line.split(',').count() == columns.len())
                );
                assert!(text.lines().count() > 40, "{file}");
            }
            "application/geo+json" => {
                let collection: Value = serde_json::from_slice(&bytes).unwrap();
                let features = collection["features"].as_array().unwrap();
                let properties = features[0]["properties"].as_object().unwrap();
                let told = columns.iter().filter(|column| !column.contains("2025-12"));
                for column in told {
                    assert!(properties.contains_key(*column), "{file}: {column}");
                }
            }
            _ => assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1")),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_simulated_data_says_so_wherever_it_is_carried() {
    let (_bench, server, _) = published().await;
    for name in ["cells.csv", "cells.geojson", "units.csv", "cells.parquet"] {
        let answer = server.get(&format!("/api/v1/downloads/{name}")).await;
        let named = answer.headers()[header::CONTENT_DISPOSITION].to_str();
        let named = named.unwrap().to_owned();
        assert!(named.contains("filename=\"SIMULATED_oshaq-"), "{named}");
    }
    let features: Value = server.json("/api/v1/downloads/cells.geojson").await;
    assert_eq!(features["simulated"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_file_is_packed_while_it_is_sent_and_confirmed_by_its_tag() {
    let (_bench, server, _) = published().await;
    let address = "/api/v1/downloads/cells.csv?category=theft&resolution=7";
    let plain = server.get(address).await.bytes().await.unwrap();
    let ask = |tag: Option<header::HeaderValue>| {
        let request = server
            .client
            .get(server.url(address))
            .header(header::ACCEPT_ENCODING, "gzip");
        match tag {
            Some(tag) => request.header(header::IF_NONE_MATCH, tag),
            None => request,
        }
    };
    let packed = ask(None).send().await.unwrap();
    assert_eq!(packed.headers()[header::CONTENT_ENCODING], "gzip");
    let tag = packed.headers()[header::ETAG].clone();
    let bytes = packed.bytes().await.unwrap();
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(bytes.as_ref())
        .read_to_end(&mut text)
        .unwrap();
    assert_eq!(text, plain);
    assert_eq!(ask(Some(tag)).send().await.unwrap().status(), 304);
    let accepting = |encodings: &'static str| {
        let request = server.client.get(server.url(address));
        request.header(header::ACCEPT_ENCODING, encodings).send()
    };
    let unpacked = accepting("br").await.unwrap();
    assert!(!unpacked.headers().contains_key(header::CONTENT_ENCODING));
    assert_eq!(unpacked.bytes().await.unwrap(), plain);
    let fussy = accepting("br, identity;q=0").await.unwrap();
    assert_eq!(fussy.status(), 406);
    assert_eq!(
        server.get("/api/v1/downloads/secrets.csv").await.status(),
        404
    );
    assert_eq!(
        server
            .get("/api/v1/downloads/cells.csv?resolution=11")
            .await
            .status(),
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_names_every_file_in_three_languages() {
    let (_bench, server, version) = published().await;
    let catalogue = server.json("/dcat.jsonld").await;
    assert_eq!(catalogue["@type"], "dcat:Catalog");
    let datasets = catalogue["dcat:dataset"].as_array().unwrap();
    let names: Vec<&str> = datasets
        .iter()
        .map(|own| own["dct:identifier"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["oshaq-cells", "oshaq-units", "oshaq-districts"]);
    for dataset in datasets {
        assert_eq!(dataset["dct:title"].as_array().unwrap().len(), 3);
        assert_eq!(dataset["dcat:version"], version.as_str());
        assert!(
            dataset["dct:description"][2]["@value"]
                .as_str()
                .unwrap()
                .contains("SIMULATED")
        );
        for file in dataset["dcat:distribution"].as_array().unwrap() {
            let url = file["dcat:downloadURL"]["@id"].as_str().unwrap();
            let response = server.client.get(url).send().await.unwrap();
            assert_eq!(response.status(), 200, "{url}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_of_the_query_goes_before_that_of_the_header_wherever_words_are_told() {
    let (_bench, server, version) = published().await;
    for path in [
        "/api/v1/units/99?lang=kk",
        "/ogc/collections/risk-theft/items?limit=0&lang=kk",
        "/ogc/collections/nonesuch?lang=kk",
        "/tables?category=nonesuch&lang=kk",
        &format!("/tiles/risk-all/{version}/99/0/0?lang=kk"),
        "/api/v1/snapshot.png?unit=99&lang=kk",
    ] {
        let response = server
            .client
            .get(server.url(path))
            .header(header::ACCEPT_LANGUAGE, "ru")
            .send()
            .await
            .unwrap();
        assert!(response.status().is_client_error(), "{path}");
        assert_eq!(response.headers()[header::CONTENT_LANGUAGE], "kk", "{path}");
        let problem: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert!(problem["detail_en"].is_string(), "{path}: {problem}");
    }
    let feed = server.get("/api/v1/versions.atom?lang=ru").await;
    assert_eq!(feed.headers()[header::CONTENT_LANGUAGE], "ru");
    for path in [
        "/api/v1/meta",
        "/ogc",
        "/dcat.jsonld",
        "/current.json",
        "/tables",
    ] {
        let response = server.get(&format!("{path}?lang=de")).await;
        assert_eq!(response.status(), 400, "{path}");
        assert!(
            response.text().await.unwrap().contains("kk, ru or en"),
            "{path}"
        );
        let spoken = server.get(&format!("{path}?lang=kk")).await;
        assert_eq!(spoken.status(), 200, "{path}");
    }
    assert_eq!(
        server.get("/?lang=de").await.status(),
        200,
        "the page reads its own address"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_are_told_in_the_language_of_the_client() {
    let (_bench, server, _) = published().await;
    for (language, tag, title) in [
        ("kk-KZ, ru;q=0.5", "kk", "Мұндай нәрсе жоқ"),
        ("ru", "ru", "Такого нет"),
        ("de", "en", "There is no such thing"),
    ] {
        let response = server
            .client
            .get(server.url("/api/v1/units/99"))
            .header(header::ACCEPT_LANGUAGE, language)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 404);
        assert_eq!(response.headers()[header::CONTENT_LANGUAGE], tag);
        let problem: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert_eq!(problem["title"], title);
        let english = problem["detail"]
            .as_str()
            .unwrap()
            .contains("there is no unit");
        assert_eq!(english, tag == "en", "{problem}");
        let exact = problem["detail_en"].as_str();
        assert_eq!(exact.is_some(), tag != "en", "{problem}");
        assert!(exact.is_none_or(|text| text.contains("99")), "{problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_asks_too_often_is_told_when_to_come_back() {
    let config = ServerConfig {
        requests_per_minute: 1,
        request_burst: 3,
        ..ServerConfig::default()
    };
    let (_bench, server, version) = published_with(config).await;
    for left in [2, 1, 0] {
        let response = server.get("/api/v1/meta").await;
        assert_eq!(response.status(), 200);
        let told = response.headers()["ratelimit"].to_str().unwrap().to_owned();
        assert!(
            told.starts_with(&format!("\"address\";r={left};")),
            "{told}"
        );
    }
    let refused = server.get("/api/v1/meta").await;
    assert_eq!(refused.status(), 429);
    let wait: u64 = refused.headers()[header::RETRY_AFTER]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(
        refused.headers()["ratelimit-policy"],
        "\"address\";q=3;w=180"
    );
    let problem: Value = serde_json::from_slice(&refused.bytes().await.unwrap()).unwrap();
    assert_eq!(problem["type"], "urn:oshaq:problem:too-many-requests");
    let tile = server
        .get(&format!("/tiles/risk-all/{version}/3/5/2"))
        .await;
    assert_ne!(tile.status(), 429, "tiles are not counted");
}
