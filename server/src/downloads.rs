//! The public surface as files.

pub(crate) mod columns;
pub(crate) mod rows;

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::stream;
use oshaq_store::tables::names;
use oshaq_store::{Kind, LocalFile, StoreError};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::http::media::{CSV, GEOJSON, PARQUET};
use crate::http::negotiate::{Encoding, encoding};
use crate::http::problem::Problem;
use crate::http::question;
use crate::http::respond::{Caching, represent, send_json, short_print};
use crate::publication::Publication;
use crate::publication::stored::{DISTRICTS_GEOJSON, UNITS_GEOJSON};
use columns::{
    CELL_COLUMNS, CELL_PROPERTIES, CELL_TABLE_COLUMNS, Column, DISTRICT_COLUMNS,
    DISTRICT_PROPERTIES, FIGURE_COLUMNS, UNIT_COLUMNS, UNIT_PROPERTIES,
};
use rows::{Packed, cell_features, cell_rows, district_rows, unit_rows};

/// Bytes read from a stored file at a time.
const READ_BYTES: usize = 64 * 1024;

/// Where the official figures are downloaded.
pub(crate) const FIGURES_CSV: &str = "/api/v1/figures.csv";

/// A file to download.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Download {
    pub name: &'static str,
    pub media_type: &'static str,
    pub columns: &'static [Column],
    content: Content,
}

#[derive(Debug, Clone, Copy)]
enum Content {
    CellRows,
    CellFeatures,
    UnitRows,
    DistrictRows,
    /// A file of the version, as it is.
    Stored(&'static str),
}

/// Every file.
pub(crate) const DOWNLOADS: [Download; 9] = [
    Download {
        name: "cells.csv",
        media_type: CSV,
        columns: CELL_COLUMNS,
        content: Content::CellRows,
    },
    Download {
        name: "cells.geojson",
        media_type: GEOJSON,
        columns: CELL_PROPERTIES,
        content: Content::CellFeatures,
    },
    Download {
        name: "cells.parquet",
        media_type: PARQUET,
        columns: CELL_TABLE_COLUMNS,
        content: Content::Stored(names::SURFACE),
    },
    Download {
        name: "units.csv",
        media_type: CSV,
        columns: UNIT_COLUMNS,
        content: Content::UnitRows,
    },
    Download {
        name: "units.geojson",
        media_type: GEOJSON,
        columns: UNIT_PROPERTIES,
        content: Content::Stored(UNITS_GEOJSON),
    },
    Download {
        name: "units.parquet",
        media_type: PARQUET,
        columns: UNIT_COLUMNS,
        content: Content::Stored(names::SURFACE_UNITS),
    },
    Download {
        name: "districts.csv",
        media_type: CSV,
        columns: DISTRICT_COLUMNS,
        content: Content::DistrictRows,
    },
    Download {
        name: "districts.geojson",
        media_type: GEOJSON,
        columns: DISTRICT_PROPERTIES,
        content: Content::Stored(DISTRICTS_GEOJSON),
    },
    Download {
        name: "districts.parquet",
        media_type: PARQUET,
        columns: DISTRICT_COLUMNS,
        content: Content::Stored(names::SURFACE_DISTRICTS),
    },
];

impl Download {
    /// The encoding that it is sent in. What is made goes through the compressor on its way; a stored file goes as it is.
    fn sent_in(&self, headers: &HeaderMap) -> Result<Encoding, Problem> {
        let (offered, remedy) = match self.content {
            Content::Stored(_) => (&[Encoding::Identity][..], "accept `identity`"),
            _ => (Encoding::WAITED_FOR, "accept `gzip` or `identity`"),
        };
        encoding(headers, offered).ok_or_else(|| Problem::not_acceptable(remedy))
    }

    /// Whether a version has the file.
    pub(crate) fn is_of(&self, publication: &Publication) -> bool {
        publication.districts.is_some() || !self.name.starts_with("districts.")
    }
}

/// Files to download: those of the newest surface, and the official figures of the newest indicators.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Downloads {
    version: String,
    simulated: bool,
    source: String,
    licence: String,
    files: Vec<DownloadFile>,
}

/// A file and what is in it.
#[derive(Debug, Serialize, ToSchema)]
struct DownloadFile {
    #[schema(example = "cells.csv")]
    name: &'static str,
    #[schema(example = "/api/v1/downloads/cells.csv")]
    href: String,
    media_type: &'static str,
    /// The version that the file is of.
    version: String,
    /// Whether anything in it is simulated.
    simulated: bool,
    columns: &'static [Column],
}

/// The files that can be downloaded, with what their columns mean.
#[utoipa::path(get, path = "/api/v1/downloads", tag = "downloads", responses(
    (status = 200, description = "the files of the newest version", body = Downloads),
    (status = 304, description = "the client's copy is the newest"),
))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let publication = app.publication()?;
    let file = |download: &Download| DownloadFile {
        name: download.name,
        href: format!("/api/v1/downloads/{}", download.name),
        media_type: download.media_type,
        version: publication.version.to_string(),
        simulated: publication.meta.simulated,
        columns: download.columns,
    };
    let answer = Downloads {
        version: publication.version.to_string(),
        simulated: publication.meta.simulated,
        source: publication.source.clone(),
        licence: publication.licence.clone(),
        files: DOWNLOADS
            .iter()
            .filter(|own| own.is_of(&publication))
            .map(file)
            .chain(official_figures(&app))
            .collect(),
    };
    Ok(send_json(&headers, &answer))
}

/// The official figures, which have a version of their own.
fn official_figures(app: &App) -> Option<DownloadFile> {
    let served = app.shelf.served();
    let indicators = served.indicators.as_ref()?;
    Some(DownloadFile {
        name: "figures.csv",
        href: FIGURES_CSV.to_owned(),
        media_type: CSV,
        version: indicators.version.to_string(),
        simulated: indicators.figures.as_ref()?.simulated,
        columns: FIGURE_COLUMNS,
    })
}

/// Which rows.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RowsQuery {
    /// For `cells.csv` and `cells.geojson`: slug of a category; all published ones together when left out.
    #[param(example = "theft")]
    category: Option<String>,
    /// For `cells.csv` and `cells.geojson`: H3 resolution; the finest when left out.
    #[param(example = "7")]
    resolution: Option<String>,
}

/// A file of the newest version.
#[utoipa::path(get, path = "/api/v1/downloads/{file}", tag = "downloads",
    params(("file" = String, Path, description = "one that `/api/v1/downloads` lists", example = "units.csv"), RowsQuery),
    responses(
        (status = 200, description = "the file; its version is in its name", content(
            (String = "text/csv"), (serde_json::Value = "application/geo+json"), (Vec<u8> = "application/vnd.apache.parquet"),
        )),
        (status = 304, description = "the client's copy is the newest"),
        (status = 400, description = "a parameter is malformed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such file or resolution, or the category is not published", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn file(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    name: Result<Path<String>, PathRejection>,
    query: Result<Query<RowsQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let malformed = |rejection: String| Problem::bad_request("address", rejection);
    let Path(name) = name.map_err(|rejection| malformed(rejection.to_string()))?;
    let Query(query) = query.map_err(|rejection| malformed(rejection.to_string()))?;
    let publication = app.publication()?;
    let mut known = DOWNLOADS.iter().filter(|own| own.is_of(&publication));
    let known = known.find(|download| download.name == name);
    let download = known.ok_or_else(|| {
        Problem::not_found(
            "unknown-file",
            "there is no such file; /api/v1/downloads lists them",
        )
    })?;
    let rows = Rows::read(&publication, &query)?;
    let sent = download.sent_in(&headers)?;
    let packs = sent == Encoding::Gzip;
    let mut response = head(&headers, &publication, download, &query, sent);
    if response.status() == StatusCode::OK {
        *response.body_mut() = match download.content {
            Content::Stored(stored) => stored_body(&app, &publication, stored).await?,
            Content::CellRows => streamed(cell_rows(publication, rows.series, rows.lattice), packs),
            Content::CellFeatures => {
                streamed(cell_features(publication, rows.series, rows.lattice), packs)
            }
            Content::UnitRows => streamed(std::iter::once(unit_rows(&publication)), packs),
            Content::DistrictRows => streamed(std::iter::once(district_rows(&publication)), packs),
        };
    }
    Ok(response)
}

/// Positions of the series and the lattice asked for.
struct Rows {
    series: usize,
    lattice: usize,
}

impl Rows {
    fn read(publication: &Publication, query: &RowsQuery) -> Result<Self, Problem> {
        let category = question::slug(query.category.as_deref())?;
        let series = question::mapped(publication, &category)?;
        let wanted = question::lattice(publication, query.resolution.as_deref())?.resolution();
        let mut lattices = publication.values.lattices().iter();
        let lattice = lattices.position(|own| own.resolution() == wanted);
        Ok(Self {
            series,
            lattice: lattice.unwrap_or_default(),
        })
    }
}

/// The response without its body. The tag names what the body is made of.
fn head(
    headers: &HeaderMap,
    publication: &Publication,
    download: &Download,
    query: &RowsQuery,
    sent: Encoding,
) -> Response {
    let subject = format!("{} {} {query:?}", publication.version, download.name);
    let print = short_print(subject.as_bytes());
    let media_type = HeaderValue::from_static(download.media_type);
    let mut response = represent(
        headers,
        &media_type,
        Caching::Short,
        print,
        sent,
        Bytes::new(),
    );
    // A file leaves the page that says it; CSV has no other place for it than its name.
    let mark = if publication.meta.simulated {
        "SIMULATED_"
    } else {
        ""
    };
    let file = format!("{mark}oshaq-{}-{}", publication.version, download.name);
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{file}\"")) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

fn streamed(chunks: impl Iterator<Item = Vec<u8>> + Send + 'static, packs: bool) -> Body {
    let sent = |chunk| Ok::<_, Infallible>(Bytes::from(chunk));
    if packs {
        Body::from_stream(stream::iter(Packed::new(chunks).map(sent)))
    } else {
        Body::from_stream(stream::iter(chunks.map(sent)))
    }
}

/// A file of the store, read while it is sent.
async fn stored_body(
    app: &Arc<App>,
    publication: &Arc<Publication>,
    name: &'static str,
) -> Result<Body, Problem> {
    let (own, version) = (Arc::clone(app), publication.version.clone());
    let find = move || own.shelf.file(Kind::Surface, &version, name);
    let gone = |cause: String| {
        tracing::error!(name, cause, "a file of the served version cannot be read");
        Problem::unavailable(
            "file-gone",
            "the file cannot be read now; try again in a few seconds",
        )
    };
    let found: Result<LocalFile, StoreError> = tokio::task::spawn_blocking(find)
        .await
        .map_err(|error| gone(error.to_string()))?;
    let kept = found.map_err(|error| gone(error.to_string()))?;
    let file = tokio::fs::File::open(kept.path())
        .await
        .map_err(|error| gone(error.to_string()))?;
    let read = async |(kept, mut file): (LocalFile, tokio::fs::File)| {
        let mut chunk = vec![0; READ_BYTES];
        match file.read(&mut chunk).await {
            Ok(0) => None,
            Ok(length) => {
                chunk.truncate(length);
                Some((Ok(Bytes::from(chunk)), (kept, file)))
            }
            Err(error) => Some((Err(error), (kept, file))),
        }
    };
    Ok(Body::from_stream(stream::unfold((kept, file), read)))
}
