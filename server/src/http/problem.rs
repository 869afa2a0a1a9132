//! Errors as clients see them: RFC 9457 problem documents.

mod words;

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::language::Language;

/// Media type of a problem document.
///
/// Source: RFC 9457, section 6.1.
pub(crate) const PROBLEM_MEDIA_TYPE: &str = "application/problem+json";

/// Why a request was not answered (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// A stable name of the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "urn:oshaq:problem:unknown-cell")]
    kind: String,
    /// The kind of problem in a few words.
    title: Cow<'static, str>,
    /// The HTTP status.
    #[schema(example = 404)]
    status: u16,
    /// What is wrong with this request, and what to do.
    detail: String,
    /// The same in English, with what the request held; only where `detail` is Kazakh or Russian, which tell the kind of problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail_en: Option<Box<str>>,
    /// The id under which the log tells more; with internal errors only.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

impl Problem {
    fn new(status: StatusCode, kind: &str, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:oshaq:problem:{kind}"),
            title: Cow::Borrowed(title),
            status: status.as_u16(),
            detail: detail.into(),
            detail_en: None,
            request_id: None,
        }
    }

    /// 400: the request itself is wrong.
    pub(crate) fn bad_request(kind: &str, detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            kind,
            "The request is wrong",
            detail,
        )
    }

    /// 404: there is no such thing.
    pub(crate) fn not_found(kind: &str, detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            kind,
            "There is no such thing",
            detail,
        )
    }

    /// 405: another method is needed.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            "Only reading is possible",
            "use GET or HEAD",
        )
    }

    /// 406: no encoding or media type that the client accepts.
    pub(crate) fn not_acceptable(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::NOT_ACCEPTABLE,
            "not-acceptable",
            "Nothing acceptable can be sent",
            detail,
        )
    }

    /// 413: the request has a body that nobody reads.
    pub(crate) fn too_large(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The request is too large",
            detail,
        )
    }

    /// 414: the address is too long.
    pub(crate) fn uri_too_long(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::URI_TOO_LONG,
            "uri-too-long",
            "The address is too long",
            detail,
        )
    }

    /// 429: too often. The waiting time goes into `Retry-After`.
    pub(crate) fn too_many_requests(seconds: u64) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            "Too many requests",
            format!("this address asks too often; try again in {seconds} s"),
        )
    }

    /// 503: not now.
    pub(crate) fn unavailable(kind: &str, detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            kind,
            "This is not available now",
            detail,
        )
    }

    /// 500: our fault; the log holds the cause under the request's id.
    pub(crate) fn internal(request_id: impl Into<String>) -> Self {
        let detail = "something went wrong on the server; when you report it, name the request id";
        let problem = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Internal error",
            detail,
        );
        Self {
            request_id: Some(request_id.into()),
            ..problem
        }
    }

    /// Nothing was published yet.
    pub(crate) fn nothing_published() -> Self {
        Self::unavailable(
            "nothing-published",
            "nothing is published yet; run `oshaq publish` and try again",
        )
    }
}

impl Problem {
    fn code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn in_language(mut self, language: Language) -> Self {
        let choice = match language {
            Language::Kk => 0,
            Language::Ru => 1,
            Language::En => return self,
        };
        if let Some(titles) = words::title(self.code()) {
            self.title = Cow::Borrowed(titles[choice]);
        }
        let kind = self.kind.rsplit(':').next().unwrap_or_default();
        if let Some(details) = words::detail(kind) {
            let told = details[choice].to_owned();
            self.detail_en = Some(std::mem::replace(&mut self.detail, told).into_boxed_str());
        }
        self
    }

    fn body(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// Tells the problem that a response holds, if it holds one, in a language.
pub(crate) fn translate(response: &mut Response, language: Language) {
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return;
    };
    *response.body_mut() = Body::from(problem.in_language(language).body());
    response.headers_mut().insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(language.tag()),
    );
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.code();
        let mut response = (status, self.body()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(PROBLEM_MEDIA_TYPE),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        if status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(header::ALLOW, HeaderValue::from_static("GET,HEAD"));
        }
        // The edge knows the client's language.
        response.extensions_mut().insert(self);
        response
    }
}
