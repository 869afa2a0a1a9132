//! Long lists, handed out in pages.

use axum::http::{HeaderValue, Uri, header};
use axum::response::Response;

use crate::http::problem::Problem;

/// How many items a page has.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageSize {
    /// When no number is asked for.
    pub usual: u32,
    /// At most.
    pub most: u32,
}

impl PageSize {
    /// Reads `limit`.
    pub(super) fn read(self, text: Option<&str>) -> Result<usize, Problem> {
        match text.map_or(Ok(self.usual), str::parse::<u32>) {
            Ok(limit) if (1..=self.most).contains(&limit) => Ok(limit as usize),
            _ => Err(Problem::bad_request(
                "limit",
                format!("`limit` must be a whole number from 1 to {}", self.most),
            )),
        }
    }
}

/// A cursor that is none, or of another list.
pub(super) fn bad_cursor() -> Problem {
    Problem::bad_request(
        "cursor",
        "`cursor` must be the `next` of an earlier page of the same list; begin again without it",
    )
}

/// Names the next page in a `Link` header as well.
///
/// Source: RFC 8288.
pub(super) fn link_next(mut response: Response, uri: &Uri, next: Option<&str>) -> Response {
    if let Some(next) = next {
        let kept = uri.query().unwrap_or_default().split('&');
        let kept = kept.filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
        let cursor = format!("cursor={next}");
        let query: Vec<&str> = kept.chain([cursor.as_str()]).collect();
        let link = format!("<{}?{}>; rel=\"next\"", uri.path(), query.join("&"));
        if let Ok(link) = HeaderValue::try_from(link) {
            response.headers_mut().insert(header::LINK, link);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;

    #[test]
    fn the_next_page_keeps_the_question_and_replaces_the_cursor() {
        let uri: Uri = "/api/v1/cells?category=theft&cursor=a&limit=2"
            .parse()
            .unwrap();
        let response = link_next(().into_response(), &uri, Some("b"));
        assert_eq!(
            response.headers()[header::LINK],
            "</api/v1/cells?category=theft&limit=2&cursor=b>; rel=\"next\""
        );
        assert!(
            link_next(().into_response(), &uri, None)
                .headers()
                .is_empty()
        );
    }

    #[test]
    fn a_page_has_its_usual_size_and_bounds() {
        let size = PageSize {
            usual: 20,
            most: 200,
        };
        assert_eq!(size.read(None).unwrap(), 20);
        assert_eq!(size.read(Some("200")).unwrap(), 200);
        for wrong in ["0", "201", "-1", "x", ""] {
            assert!(size.read(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
