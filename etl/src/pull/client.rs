//! Requests that are made again until the server answers as it should.

use std::io::Read;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::blocking::{Client as Http, Response};
use reqwest::header::RETRY_AFTER;
use reqwest::redirect::Policy;
use reqwest::{StatusCode, Url};
use serde_json::Value;

use super::error::PullError;
use super::request::{PullProgress, PullRequest};

/// First pause before another attempt; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause of our own choice.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// Longest pause that a server may ask for.
const LONGEST_ASKED: Duration = Duration::from_mins(10);
/// Time to reach a server.
const CONNECT: Duration = Duration::from_secs(15);
/// Addresses that a request may be sent on to.
const REDIRECTS: usize = 3;
/// Letters of an answer that is no JSON that a message repeats.
const TOLD: usize = 120;

/// A layer's server.
pub struct Client<'a> {
    http: Http,
    layer: Url,
    request: &'a PullRequest<'a>,
}

/// An answer as it came, and what it says.
pub struct Answer {
    pub bytes: Vec<u8>,
    pub json: Value,
}

/// Why an attempt failed.
enum Failure {
    /// Another attempt may do better, perhaps after the pause that the server asks for.
    Passing(String, Option<Duration>),
    /// Another attempt would fail as well.
    Lasting(String),
}

impl<'a> Client<'a> {
    pub fn new(request: &'a PullRequest<'a>) -> Result<Self, PullError> {
        let address = |reason: String| PullError::Address {
            url: request.url.to_owned(),
            reason,
        };
        let layer = Url::parse(request.url.trim_end_matches('/'))
            .map_err(|error| address(error.to_string()))?;
        if !matches!(layer.scheme(), "http" | "https") {
            return Err(address("only http and https are understood".to_owned()));
        }
        let http = Http::builder()
            .timeout(request.limits.timeout)
            .connect_timeout(CONNECT)
            .redirect(Policy::limited(REDIRECTS))
            .build()
            .map_err(|error| address(chain(&error)))?;
        Ok(Self {
            http,
            layer,
            request,
        })
    }

    /// The address of the layer without the questions asked.
    pub fn address(&self) -> &str {
        self.layer.as_str()
    }

    /// Asks the layer about itself.
    pub fn describe(&self) -> Result<Answer, PullError> {
        self.get(&self.layer, &[("f", "json")])
    }

    /// Asks for records.
    pub fn query(&self, parameters: &[(&str, &str)]) -> Result<Answer, PullError> {
        let mut url = self.layer.clone();
        url.set_path(&format!("{}/query", self.layer.path()));
        self.get(&url, parameters)
    }

    fn get(&self, url: &Url, parameters: &[(&str, &str)]) -> Result<Answer, PullError> {
        let mut asked = url.clone();
        asked.query_pairs_mut().extend_pairs(parameters);
        let mut attempt = 1;
        loop {
            match self.attempt(&asked) {
                Ok(answer) => return Ok(answer),
                Err(Failure::Lasting(reason)) => {
                    let url = url.to_string();
                    return Err(PullError::Refused { url, reason });
                }
                Err(Failure::Passing(reason, _)) if attempt >= self.request.limits.attempts => {
                    return Err(PullError::Server {
                        url: url.to_string(),
                        attempts: attempt,
                        reason,
                    });
                }
                Err(Failure::Passing(reason, asked)) => self.wait(attempt, &reason, asked)?,
            }
            attempt += 1;
        }
    }

    /// Waits as long as the server asks for, else longer with each attempt; half of it is left to chance.
    fn wait(&self, attempt: u32, reason: &str, asked: Option<Duration>) -> Result<(), PullError> {
        let doubled = FIRST_PAUSE
            .saturating_mul(1 << (attempt - 1).min(16))
            .min(LONGEST_PAUSE);
        let own = doubled.mul_f64(0.5 + 0.5 * (self.request.jitter)().clamp(0.0, 1.0));
        let pause = asked.map_or(own, |asked| asked.min(LONGEST_ASKED).max(own));
        let told = PullProgress {
            pages: 0,
            records: 0,
            expected: 0,
            trouble: Some(format!(
                "{reason}; attempt {} in {} s",
                attempt + 1,
                pause.as_secs()
            )),
        };
        // A long pause is slept in pieces, so that the wish to stop is heard.
        let mut left = pause;
        loop {
            if !(self.request.progress)(&told) {
                return Err(PullError::Interrupted);
            }
            if left.is_zero() {
                return Ok(());
            }
            let piece = left.min(FIRST_PAUSE);
            (self.request.pause)(piece);
            left -= piece;
        }
    }

    fn attempt(&self, url: &Url) -> Result<Answer, Failure> {
        let response = self
            .http
            .get(url.clone())
            .send()
            .map_err(|error| Failure::Passing(chain(&error), None))?;
        check_status(&response, self.request.now)?;
        let bytes = self.body(response)?;
        let json: Value = serde_json::from_slice(&bytes)
            .map_err(|error| Failure::Passing(no_json(&bytes, &error), None))?;
        check_error(&json)?;
        Ok(Answer { bytes, json })
    }

    fn body(&self, response: Response) -> Result<Vec<u8>, Failure> {
        let limit = self.request.limits.bytes;
        let mut bytes = Vec::new();
        response
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::Passing(format!("the answer broke off: {error}"), None))?;
        if bytes.len() as u64 > limit {
            return Err(Failure::Lasting(format!(
                "an answer has more than {limit} bytes; ask for fewer records with --page"
            )));
        }
        Ok(bytes)
    }
}

fn check_status(response: &Response, now: DateTime<Utc>) -> Result<(), Failure> {
    let status = response.status();
    if status.is_success() {
        return Ok(());
    }
    let passing = status.is_server_error()
        || matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
        );
    if passing {
        let asked = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| retry_after(value.to_str().ok()?, now));
        Err(Failure::Passing(format!("HTTP status {status}"), asked))
    } else {
        Err(Failure::Lasting(format!("HTTP status {status}")))
    }
}

/// The pause that a server asks for: seconds, or a time.
fn retry_after(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(value.trim()).ok()?;
    (until.to_utc() - now).to_std().ok()
}

/// A server may say with status 200 that it failed.
fn check_error(json: &Value) -> Result<(), Failure> {
    let Some(error) = json.get("error") else {
        return Ok(());
    };
    let code = error
        .get("code")
        .and_then(Value::as_i64)
        .unwrap_or_default();
    let message = error
        .get("message")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let reason = format!("error {code}: {message}");
    if code == 429 || (500..600).contains(&code) {
        Err(Failure::Passing(reason, None))
    } else {
        Err(Failure::Lasting(reason))
    }
}

fn no_json(bytes: &[u8], error: &serde_json::Error) -> String {
    let begins: String = String::from_utf8_lossy(bytes).chars().take(TOLD).collect();
    let begins = begins.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("the answer is no JSON ({error}); it begins `{begins}`")
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_may_ask_for_a_pause_in_seconds_or_until_a_time() {
        let now = "2026-01-02T03:04:05Z".parse().unwrap();
        assert_eq!(retry_after("7", now), Some(Duration::from_secs(7)));
        assert_eq!(
            retry_after("Fri, 02 Jan 2026 03:05:05 GMT", now),
            Some(Duration::from_mins(1))
        );
        for past_or_nonsense in ["Fri, 02 Jan 2026 03:00:00 GMT", "soon", "-1"] {
            assert_eq!(
                retry_after(past_or_nonsense, now),
                None,
                "{past_or_nonsense}"
            );
        }
    }
}
