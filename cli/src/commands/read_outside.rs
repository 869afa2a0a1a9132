//! `oshaq read-outside`: a workbook or Parquet file as delimited text, in a process of its own with limits.

use crate::args::ReadOutsideArgs;
use crate::failure::Unusable;

/// Reads what the ingest that started this process asks for.
pub fn run(args: &ReadOutsideArgs) -> anyhow::Result<()> {
    let out = std::io::stdout().lock();
    oshaq_etl::serve_outside(&args.request, out).map_err(|reason| Unusable(reason).into())
}
