//! Official figures: asked by unit, page by page and as a table.

use oshaq_domain::{Categories, Figure, PublicFigures, ReleasedFigures, publish_figures};
use oshaq_server::ServerConfig;
use reqwest::header;
use serde_json::{Value, json};

use crate::fixture::{Bench, Running, on_a_thread, surface};

/// Figures of two units, one from a simulated workbook, with what disclosure control makes of them.
pub(crate) fn public_figures() -> PublicFigures {
    let figure = |unit: &str, subject: &str, value, cell: Option<&str>| Figure {
        form: "1-M".to_owned(),
        period: "2022".parse().unwrap(),
        unit: Some(unit.parse().unwrap()),
        subject: subject.parse().unwrap(),
        value,
        cell: cell.map(str::to_owned),
        simulated: cell.is_some(),
    };
    let figures = [
        figure("71", "registered", 801, Some("R1!F7")),
        figure("71", "article-187", 41, Some("R1!F16")),
        figure("71", "article-188", 263, Some("R1!F17")),
        figure("71", "article-191", 3, Some("R1!F19")),
        figure("71", "article-296", 26, Some("R1!F20")),
        figure("75", "registered", 1203, None),
        figure("75", "article-188", 502, None),
    ];
    publish_figures(
        figures,
        &Categories::national(),
        &[],
        &ReleasedFigures::default(),
        5,
    )
}

/// Indicator 2 by unit, as `oshaq kpi --publish` writes it.
pub(crate) fn by_unit() -> Value {
    let place = |recorded: u32, cells: Value| json!({"recorded": recorded, "cells": cells, "per_10k": 61.4, "low": 57.2, "high": 65.8, "rank": 1, "rank_low": 1, "rank_high": 1});
    json!({
        "simulated": true, "form": "1-M", "level": 0.95, "suppress_below": 5, "source": "Form 1-M",
        "years": [{"year": 2022, "units": [{
            "kato": "71", "name_kk": "Астана", "name_ru": "Астана", "name_en": "Astana", "origin": "form",
            "simulated": true, "population": 1_300_000,
            "offences": place(801, json!(["R1!F7"])), "crimes": place(683, json!(["R1!F9"])),
            "categories": [{"category": "drugs", "articles": ["296"], "recorded": 26, "per_10k": 0.2, "cells": ["R1!F20"]}],
            "contradictions": [{"subject": "registered", "form": 801, "facts": 7201, "difference": -6400}],
        }]}],
    })
}

async fn figures() -> (Bench, Running) {
    let bench = on_a_thread(|| {
        let bench = Bench::empty();
        bench.publish(&surface(1));
        bench.publish_figures(&public_figures(), &by_unit());
        bench
    })
    .await;
    let server = Running::start(&bench.store, ServerConfig::default()).await;
    (bench, server)
}

#[tokio::test(flavor = "multi_thread")]
async fn indicator_2_is_told_by_unit_with_its_source_on_every_row() {
    let (_bench, server) = figures().await;
    assert_eq!(server.json("/api/v1/indicators/units").await, by_unit());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_has_the_cell_that_it_was_read_from_and_small_ones_are_withheld() {
    let (_bench, server) = figures().await;
    let answer = server.json("/api/v1/figures?unit=71&year=2022").await;
    let items = answer["items"].as_array().unwrap();
    let of = |subject: &str| items.iter().find(|one| one["subject"] == subject).unwrap();
    assert_eq!(
        of("theft"),
        &json!({"form": "1-M", "year": 2022, "unit": "71", "subject": "theft", "kind": "category",
            "articles": ["187", "188"], "recorded": 304, "origin": "form", "cells": ["R1!F16", "R1!F17"], "simulated": true})
    );
    assert_eq!(of("article-191")["recorded"], Value::Null);
    assert_eq!(answer["next"], Value::Null);
    let facts = server.json("/api/v1/figures?unit=75").await;
    assert!(
        facts["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["origin"] == "facts" && one["cells"] == json!([]))
    );
    assert_eq!(
        server.json("/api/v1/figures?year=2021").await["items"],
        json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_figures_add_up_to_all_of_them_and_to_the_table() {
    let (_bench, server) = figures().await;
    let whole = server.json("/api/v1/figures").await["items"].clone();
    let mut paged = Vec::new();
    let mut address = "/api/v1/figures?limit=2".to_owned();
    loop {
        let page = server.json(&address).await;
        paged.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else {
            break;
        };
        address = format!("/api/v1/figures?limit=2&cursor={next}");
    }
    assert_eq!(Value::Array(paged), whole);
    let table = server.get("/api/v1/figures.csv").await;
    let name = table.headers()[header::CONTENT_DISPOSITION]
        .to_str()
        .unwrap();
    assert!(name.contains("SIMULATED_oshaq-"), "{name}");
    let text = table.text().await.unwrap();
    assert_eq!(text.lines().count(), 1 + whole.as_array().unwrap().len());
    assert!(
        text.contains("1-M,2022,71,theft,category,187;188,304,form,R1!F16;R1!F17,true\r\n"),
        "{text}"
    );
    let files = server.json("/api/v1/downloads").await;
    let listed = files["files"].as_array().unwrap().last().unwrap().clone();
    let columns: Vec<&str> = listed["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        (&listed["href"], &listed["simulated"]),
        (&json!("/api/v1/figures.csv"), &json!(true))
    );
    assert_eq!(text.lines().next().unwrap(), columns.join(","));
    let catalogue = server.get("/dcat.jsonld").await.text().await.unwrap();
    assert!(catalogue.contains("/api/v1/figures.csv"), "{catalogue}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_question_for_figures_names_the_parameter() {
    let (_bench, server) = figures().await;
    for wrong in [
        "unit=x",
        "year=22",
        "year=-022",
        "limit=0",
        "cursor=1-M.2022.99.theft",
    ] {
        let response = server.get(&format!("/api/v1/figures?{wrong}")).await;
        assert_eq!(response.status(), 400, "{wrong}");
        let problem: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        let kind = wrong.split('=').next().unwrap();
        assert!(
            problem["type"].as_str().unwrap().ends_with(kind),
            "{problem}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn indicators_without_figures_are_served_and_their_figures_are_not() {
    let bench = on_a_thread(|| {
        let bench = Bench::empty();
        bench.publish_indicators(r#"{"as_of":"2026-11-22","indicators":[]}"#);
        bench
    })
    .await;
    let server = Running::start(&bench.store, ServerConfig::default()).await;
    server.json("/api/v1/indicators").await;
    for path in [
        "/api/v1/indicators/units",
        "/api/v1/figures",
        "/api/v1/figures.csv",
    ] {
        let response = server.get(path).await;
        assert_eq!(response.status(), 503, "{path}");
        assert!(
            response
                .text()
                .await
                .unwrap()
                .contains("oshaq kpi --publish")
        );
    }
}
