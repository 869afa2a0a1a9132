//! Bad clients: slow, huge, many, gone.

use std::time::{Duration, Instant};

use oshaq_server::{Server, ServerConfig, ServerError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::fixture::{Bench, Running, on_a_thread, published, published_with, raw};

/// Reads until the server closes; gives what came and how long it took.
async fn until_closed(stream: &mut TcpStream) -> (String, Duration) {
    let began = Instant::now();
    let mut answer = Vec::new();
    // A reset is an end as well.
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer))
        .await
        .expect("the server kept the connection");
    (
        String::from_utf8_lossy(&answer).into_owned(),
        began.elapsed(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_does_not_end_is_cut_off_even_when_it_drips() {
    let config = ServerConfig {
        header_timeout: Duration::from_millis(600),
        ..ServerConfig::default()
    };
    let (_bench, server, _) = published_with(config).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n")
        .await
        .unwrap();
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if stream.write_all(b"X-Drip: 1\r\n").await.is_err() {
            break;
        }
    }
    let (_, rest) = until_closed(&mut stream).await;
    assert!(
        began.elapsed() + rest < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_connection_is_closed() {
    let config = ServerConfig {
        header_timeout: Duration::from_millis(400),
        ..ServerConfig::default()
    };
    let (_bench, server, _) = published_with(config).await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let (_, waited) = until_closed(&mut silent).await;
    assert!(waited < Duration::from_secs(5), "{waited:?}");
    let mut kept = TcpStream::connect(server.address).await.unwrap();
    kept.write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    let (answer, waited) = until_closed(&mut kept).await;
    assert!(answer.contains("live"), "{answer}");
    assert!(waited < Duration::from_secs(5), "{waited:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_stops_reading_is_dropped() {
    let config = ServerConfig {
        write_timeout: Duration::from_millis(400),
        ..ServerConfig::default()
    };
    let (_bench, server, _) = published_with(config).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    // Enough answers to fill the buffers of both sides, none of them read.
    let ask = "GET /api/docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n".repeat(40);
    stream.write_all(ask.as_bytes()).await.unwrap();
    let mut open = true;
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let text = server.get("/metrics").await.text().await.unwrap();
        // The one that asks for the metrics.
        open = !text.contains("oshaq_http_connections 1\n");
        if !open {
            break;
        }
    }
    assert!(!open, "the connection is still held");
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_beyond_the_cap_wait_for_a_place() {
    let config = ServerConfig {
        max_connections: 2,
        header_timeout: Duration::from_millis(500),
        ..ServerConfig::default()
    };
    let (_bench, server, _) = published_with(config).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        held.push(TcpStream::connect(server.address).await.unwrap());
    }
    let began = Instant::now();
    let answer = raw(
        server.address,
        "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        began.elapsed() >= Duration::from_millis(300),
        "it did not wait: {:?}",
        began.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn more_requests_than_allowed_are_told_to_come_back() {
    let config = ServerConfig {
        max_requests: 0,
        ..ServerConfig::default()
    };
    let (_bench, server, _) = published_with(config).await;
    let response = server.get("/api/v1/meta").await;
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["retry-after"], "5");
}

#[tokio::test(flavor = "multi_thread")]
async fn oversized_requests_are_refused() {
    let (_bench, server, _) = published().await;
    let long = "x".repeat(3000);
    assert_eq!(
        server.get(&format!("/api/v1/cells/{long}")).await.status(),
        414
    );
    let body = raw(
        server.address,
        "GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(body.starts_with("HTTP/1.1 413"), "{body}");
    let head = raw(
        server.address,
        &format!(
            "GET /health HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n",
            "y".repeat(20_000)
        ),
    )
    .await;
    assert!(head.starts_with("HTTP/1.1 431"), "{head}");
    let nonsense = raw(server.address, "\x16\x03\x01 what\r\n\r\n").await;
    assert!(
        nonsense.is_empty() || nonsense.starts_with("HTTP/1.1 400"),
        "{nonsense}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_an_id_and_a_harmless_one_is_taken_over() {
    let (_bench, server, _) = published().await;
    let own = server.get("/health").await.headers()["x-request-id"].clone();
    assert!(!own.is_empty());
    assert_ne!(own, server.get("/health").await.headers()["x-request-id"]);
    let ask = |id: &'static str| {
        server
            .client
            .get(server.url("/health"))
            .header("x-request-id", id)
            .send()
    };
    assert_eq!(
        ask("proxy-42").await.unwrap().headers()["x-request-id"],
        "proxy-42"
    );
    assert_ne!(
        ask("<script>").await.unwrap().headers()["x-request-id"],
        "<script>"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_request_is_finished_before_the_end() {
    let (_bench, server, _) = published().await;
    let address = server.address;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\n")
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let asked = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        stream.write_all(b"\r\n").await.unwrap();
        until_closed(&mut stream).await.0
    });
    server.end().await;
    let answer = asked.await.unwrap();
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 200"),
        "{answer}"
    );
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody listens any more"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_anything_published_says_so_and_lives() {
    let bench = on_a_thread(Bench::empty).await;
    let server = Running::start(&bench.store, ServerConfig::default()).await;
    assert_eq!(server.get("/health/live").await.status(), 200);
    for path in [
        "/health",
        "/health/ready",
        "/current.json",
        "/api/v1/meta",
        "/api/v1/units",
        "/api/v1/indicators",
        "/api/v1/snapshot.png",
        "/tilejson/risk-all.json",
    ] {
        let response = server.get(path).await;
        assert_eq!(response.status(), 503, "{path}");
        assert!(
            response.text().await.unwrap().contains("published yet"),
            "{path}"
        );
    }
    assert_eq!(
        server
            .get("/tiles/risk-all/0123456789abcdef/5/22/11")
            .await
            .status(),
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_taken_is_told() {
    let (bench, server, _) = published().await;
    let config = ServerConfig {
        listen: server.address,
        ..ServerConfig::default()
    };
    let error = Server::bind(config, bench.store.clone()).await.unwrap_err();
    assert!(matches!(&error, ServerError::Listen { address, .. } if *address == server.address));
    assert!(error.to_string().contains("--listen"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_follow_the_requests() {
    let (_bench, server, version) = published().await;
    server
        .get(&format!("/tiles/risk-all/{version}/3/0/0"))
        .await;
    server.get("/api/v1/nothing").await;
    let text = server.get("/metrics").await.text().await.unwrap();
    for line in [
        "oshaq_http_requests_total{route=\"tiles\",status=\"2xx\"} 1",
        "oshaq_http_requests_total{route=\"api\",status=\"4xx\"} 1",
        "oshaq_tiles_total{outcome=\"empty\"} 1",
        "oshaq_versions_taken_total 1",
        "oshaq_http_request_duration_seconds_count{route=\"api\"} 1",
    ] {
        assert!(text.contains(line), "{line} is missing in\n{text}");
    }
}
