use std::io::{BufWriter, Write};
use std::path::Path;

use rlimit::Resource;

use super::{Request, parquet, workbook};
use crate::read::limits::{
    READER_ADDRESSES_BYTES, READER_CPU_SECONDS, READER_CPU_SECONDS_PER_MIB, READER_MEMORY_BYTES,
};

/// Does what an ingest asked this process for: limits it, reads one workbook or Parquet file, and writes its rows to `out`.
///
/// For the program of an [`super::OutsideReader`] only: the limits stay until the process ends.
///
/// # Errors
/// A sentence about the file; the caller writes it to standard error and ends with a status other than 0.
pub fn serve_outside(request: &str, out: impl Write) -> Result<(), String> {
    let request: Request = serde_json::from_str(request)
        .map_err(|error| format!("this command is for oshaq itself: {error}"))?;
    limit(request.path()).map_err(|error| format!("cannot limit the process: {error}"))?;
    answer(&request, &mut BufWriter::with_capacity(1 << 16, out))
}

/// Answers a request, without any limit.
pub(super) fn answer(request: &Request, out: &mut impl Write) -> Result<(), String> {
    match request {
        Request::Sheets { path } => workbook::sheets(path, out),
        Request::Sheet {
            path,
            name,
            header_row,
            width,
        } => workbook::rows(path, name, *header_row, *width, out),
        Request::Table { path, columns } => parquet::rows(path, columns, out),
    }?;
    out.flush().map_err(|error| error.to_string())
}

fn limit(path: &Path) -> std::io::Result<()> {
    let length = path.metadata()?.len();
    let seconds = READER_CPU_SECONDS + READER_CPU_SECONDS_PER_MIB * (length >> 20);
    for (resource, most) in [
        (Resource::DATA, READER_MEMORY_BYTES),
        (Resource::AS, READER_ADDRESSES_BYTES + length),
        (Resource::CPU, seconds),
        (Resource::CORE, 0),
        // It writes nowhere but to its pipe.
        (Resource::FSIZE, 0),
    ] {
        let (_, allowed) = resource.get()?;
        let most = most.min(allowed);
        resource.set(most, most)?;
    }
    Ok(())
}
