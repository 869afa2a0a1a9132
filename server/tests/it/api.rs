//! `/api/v1` answers as the contract says.

use reqwest::header;

use crate::fixture::{Bench, Running, almaty, on_a_thread, published};

#[tokio::test(flavor = "multi_thread")]
async fn the_surface_describes_itself() {
    let (_bench, server, version) = published().await;
    let meta = server.json("/api/v1/meta").await;
    assert_eq!(meta["version"], version.as_str());
    assert_eq!(meta["simulated"], true);
    assert_eq!(meta["published_month"], "2026-01");
    assert_eq!(meta["forecast_month"], "2026-01");
    assert_eq!(
        meta["forecast_window"],
        serde_json::json!({"start": "2026-01-01", "end": "2026-01-29"})
    );
    assert_eq!(meta["months"].as_array().unwrap().len(), 24);
    assert_eq!(meta["resolutions"], serde_json::json!([5, 6, 7, 8]));
    assert_eq!(
        (
            meta["rounding_base"].as_u64(),
            meta["suppress_below"].as_u64()
        ),
        (Some(5), Some(5))
    );
    assert_eq!(meta["interval_level"], 0.8);
    let bands = meta["bands"].as_array().unwrap();
    assert_eq!(bands.len(), 5);
    assert_eq!(
        bands[0],
        serde_json::json!({"code": 1, "min_ratio": 0.0, "max_ratio": 0.5})
    );
    assert_eq!(bands[4]["max_ratio"], serde_json::Value::Null);
    let category = |slug: &str| {
        let all = meta["categories"].as_array().unwrap();
        all.iter().find(|own| own["slug"] == slug).unwrap().clone()
    };
    assert_eq!(category("theft")["published"], true);
    assert_eq!(category("theft")["reason"], serde_json::Value::Null);
    assert_eq!(category("drugs")["reason"], "police_discovered");
    assert_eq!(category("fraud")["published"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn units_come_with_rounded_months_and_rates() {
    let (_bench, server, _) = published().await;
    let units = server.json("/api/v1/units").await;
    assert_eq!(units[1]["kato"], "75");
    assert_eq!(units[1]["kind"], "city");
    assert_eq!(units[1]["name_kk"], "Алматы");
    let answer = server.json("/api/v1/units/75?category=theft").await;
    let months = answer["months"].as_array().unwrap();
    let december = months.last().unwrap();
    // 103 + 12 placed and 2 not: 117 is rounded to 115, and 2 is withheld.
    assert_eq!(december["recorded"], 115);
    assert_eq!(december["not_mapped"], serde_json::Value::Null);
    assert_eq!(december["per_10k"], 0.5);
    assert_eq!(december["state"], "published");
    assert_eq!(months[22]["not_mapped"], 15, "14 is rounded to 15");
    let robbery = server.json("/api/v1/units/75?category=robbery").await;
    // 3 placed and 2 not in even months is 5; 3 and 14 in odd ones is 17.
    let recorded: Vec<_> = robbery["months"].as_array().unwrap()[12..]
        .iter()
        .map(|month| month["recorded"].as_u64())
        .collect();
    assert_eq!(recorded, [Some(15), Some(5)].repeat(6));
    assert_eq!(
        robbery["months"][0]["state"], "suppressed",
        "2024 has no records"
    );
}

/// A band and its doubt by the rule that the contract states, worked out again from what every unit answers.
#[tokio::test(flavor = "multi_thread")]
async fn units_are_in_the_band_of_their_rate_against_the_mean_of_all_months() {
    const BASE: f64 = 5.0;
    let (_bench, server, _) = published().await;
    let units = server.json("/api/v1/units").await;
    let mut answers = Vec::new();
    for unit in units.as_array().unwrap() {
        let kato = unit["kato"].as_str().unwrap();
        answers.push(
            server
                .json(&format!("/api/v1/units/{kato}?category=robbery"))
                .await,
        );
    }
    let told: Vec<(f64, f64, &serde_json::Value)> = answers
        .iter()
        .flat_map(|answer| {
            let people = answer["unit"]["population"].as_f64().unwrap();
            let months = answer["months"].as_array().unwrap().iter();
            months.filter_map(move |month| Some((month["recorded"].as_f64()?, people, month)))
        })
        .collect();
    let recorded: f64 = told.iter().map(|(count, ..)| count).sum();
    let people: f64 = told.iter().map(|(_, people, _)| people).sum();
    let mean = recorded / people * 10_000.0;
    for answer in &answers {
        let reference = answer["reference_per_10k"].as_f64().unwrap();
        assert!((reference - mean).abs() < 1e-9, "{reference} {mean}");
    }
    let band = |count: f64, people: f64| {
        let ratio = count.max(0.0) * 10_000.0 / people / mean;
        1 + [0.5, 1.0, 2.0, 4.0]
            .iter()
            .filter(|edge| ratio >= **edge)
            .count()
    };
    for (count, people, month) in &told {
        assert_eq!(month["band"], band(*count, *people), "{month}");
        let doubtful = band(count - BASE / 2.0, *people) != band(count + BASE / 2.0, *people);
        assert_eq!(month["rounding_may_change_band"], doubtful, "{month}");
    }
    assert!(
        told.iter()
            .any(|(.., month)| month["rounding_may_change_band"] == true)
    );
    let withheld = &answers[1]["months"][0];
    assert_eq!(withheld["recorded"], serde_json::Value::Null);
    assert_eq!(withheld["band"], 0);
    assert_eq!(withheld["rounding_may_change_band"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_has_a_history_and_a_forecast() {
    let (_bench, server, _) = published().await;
    let cell = almaty();
    let answer = server
        .json(&format!("/api/v1/cells/{cell}?category=theft"))
        .await;
    assert_eq!(answer["cell"], cell.to_string());
    assert_eq!(answer["resolution"], 8);
    assert_eq!(answer["unit"], "75");
    assert!(
        (answer["lat"].as_f64().unwrap() - 43.26).abs() < 0.02,
        "{answer}"
    );
    assert!(
        (answer["lng"].as_f64().unwrap() - 76.95).abs() < 0.02,
        "{answer}"
    );
    assert_eq!(answer["history"].as_array().unwrap().len(), 24);
    let forecast = &answer["forecast"];
    assert_eq!(
        (forecast["month"].as_str(), forecast["level"].as_f64()),
        (Some("2026-01"), Some(0.8))
    );
    assert_eq!(forecast["model"], "kernel_mixture");
    let (low, band, high) = (
        forecast["band_low"].as_u64(),
        forecast["band"].as_u64(),
        forecast["band_high"].as_u64(),
    );
    assert!(low <= band && band <= high, "{forecast}");
    assert_eq!(
        forecast["explanation"],
        serde_json::json!([
            {"part": "own", "share": 0.8},
            {"part": "neighbours", "share": 0.2},
        ]),
        "the newest months are withheld, so what is recent is not told apart"
    );
    assert_eq!(answer["population"], 50, "47 persons, in tens");
    assert_eq!(answer["population_source"], "Residents <for tests>");
    let all = server.json(&format!("/api/v1/cells/{cell}")).await;
    assert_eq!(all["category"], "all");
    assert_eq!(
        all["forecast"]["explanation"],
        serde_json::Value::Null,
        "robbery is part of the sum and not explained"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ranking_descends_and_keeps_to_its_unit_and_limit() {
    let (_bench, server, _) = published().await;
    let ranking = server
        .json("/api/v1/riskiest?unit=75&category=theft&limit=7")
        .await;
    let bands: Vec<u64> = ranking
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| cell["band"].as_u64().unwrap())
        .collect();
    assert_eq!(bands.len(), 7);
    assert!(
        bands.is_sorted_by(|a, b| a >= b) && bands.iter().all(|&band| band > 0),
        "{bands:?}"
    );
    assert_eq!(
        server
            .json("/api/v1/riskiest")
            .await
            .as_array()
            .unwrap()
            .len(),
        20
    );
    let elsewhere = server.json("/api/v1/riskiest?unit=19&limit=200").await;
    for cell in elsewhere.as_array().unwrap() {
        let answer = server
            .json(&format!("/api/v1/cells/{}", cell["cell"].as_str().unwrap()))
            .await;
        assert_eq!(answer["unit"], "19");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scores_are_passed_on() {
    let (_bench, server, _) = published().await;
    let scores = server.json("/api/v1/scores").await;
    assert_eq!(scores[0]["models"][0]["hit_rate"]["5"], 0.36);
    assert_eq!(scores[0]["windows"], 26);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_questions_get_a_problem_that_says_what_to_do() {
    let (_bench, server, _) = published().await;
    let cell = almaty();
    for (path, status, kind) in [
        ("/api/v1/cells/xyz".to_owned(), 400, "cell"),
        ("/api/v1/cells/%2e%2e%2f".to_owned(), 400, "cell"),
        ("/api/v1/cells/%ff".to_owned(), 400, "address"),
        (
            "/api/v1/cells/88283082c5fffff".to_owned(),
            404,
            "unknown-cell",
        ),
        (
            format!("/api/v1/cells/{cell}?category=Theft"),
            400,
            "category",
        ),
        (
            format!("/api/v1/cells/{cell}?category=nothing"),
            404,
            "unknown-category",
        ),
        (
            format!("/api/v1/cells/{cell}?category=drugs"),
            404,
            "category-not-published",
        ),
        (
            format!("/api/v1/cells/{cell}?category=theft&category=theft"),
            400,
            "address",
        ),
        ("/api/v1/units/7".to_owned(), 400, "unit"),
        ("/api/v1/units/99".to_owned(), 404, "unknown-unit"),
        (
            "/api/v1/units/75?category=sexual".to_owned(),
            404,
            "category-not-published",
        ),
        ("/api/v1/riskiest?limit=0".to_owned(), 400, "limit"),
        ("/api/v1/riskiest?limit=201".to_owned(), 400, "limit"),
        ("/api/v1/riskiest?limit=-1".to_owned(), 400, "limit"),
        ("/api/v1/riskiest?unit=99".to_owned(), 404, "unknown-unit"),
        ("/api/v1/nothing".to_owned(), 404, "unknown-address"),
        ("/api/v2/meta".to_owned(), 404, "unknown-address"),
        ("/api/v1/snapshot.png?lang=de".to_owned(), 400, "lang"),
        (
            "/api/v1/snapshot.png?period=r203001".to_owned(),
            404,
            "unknown-period",
        ),
    ] {
        let response = server.get(&path).await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "application/problem+json",
            "{path}"
        );
        let problem: serde_json::Value =
            serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert_eq!(
            problem["type"],
            format!("urn:oshaq:problem:{kind}"),
            "{path}: {problem}"
        );
        assert_eq!(problem["status"], status);
        assert!(
            problem["detail"].as_str().unwrap().len() > 10,
            "{path}: {problem}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_reading_is_possible() {
    let (_bench, server, _) = published().await;
    for path in ["/api/v1/meta", "/tiles/risk-all/x/1/1/1", "/", "/nowhere"] {
        let response = server
            .client
            .post(server.url(path))
            .body("{}")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 405, "{path}");
        assert_eq!(response.headers()[header::ALLOW], "GET,HEAD", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_compressed_confirmed_and_short_lived() {
    let (_bench, server, _) = published().await;
    let ask = |tag: Option<header::HeaderValue>| {
        let request = server
            .client
            .get(server.url("/api/v1/meta"))
            .header(header::ACCEPT_ENCODING, "gzip, br");
        match tag {
            Some(tag) => request.header(header::IF_NONE_MATCH, tag),
            None => request,
        }
    };
    let first = ask(None).send().await.unwrap();
    assert_eq!(first.headers()[header::CONTENT_ENCODING], "gzip");
    assert_eq!(
        first.headers()[header::CACHE_CONTROL],
        "public, max-age=5, must-revalidate"
    );
    assert_eq!(first.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    let tag = first.headers()[header::ETAG].clone();
    assert_eq!(ask(Some(tag)).send().await.unwrap().status(), 304);
}

#[tokio::test(flavor = "multi_thread")]
async fn indicators_are_served_from_their_own_version() {
    let bench = on_a_thread(|| {
        let bench = Bench::empty();
        bench.publish_indicators(
            r#"{"as_of":"2026-11-22","indicators":[{"id":4,"slug":"egdi","unit":"rank","direction":"down",
                "series":[{"name":"concept","reading":null,"source":"Concept, section 6","points":[{"year":2026,"value":24.0,"note":null}]}],
                "observations":[],"status":[{"series":"concept","reading":null,"year":2026,"status":"not_due","target":24.0,"observed":null,"observed_year":null}],
                "contradictions":[],"breaks":[]}]}"#,
        );
        bench
    })
    .await;
    let server = Running::start(&bench.store, oshaq_server::ServerConfig::default()).await;
    let answer = server.json("/api/v1/indicators").await;
    assert_eq!(answer["indicators"][0]["status"][0]["status"], "not_due");
    assert_eq!(
        answer["indicators"][0]["series"][0]["points"][0]["value"],
        24.0
    );
    assert_eq!(server.get("/api/v1/meta").await.status(), 503);
}
