//! `oshaq read-outside`: a workbook or Parquet file as delimited text, in a process of its own with limits.

use crate::args::ReadOutsideArgs;
use crate::output::tell;

/// Reads what the ingest that started this process asks for.
pub fn run(args: &ReadOutsideArgs) -> anyhow::Result<()> {
    let out = std::io::stdout().lock();
    if let Err(reason) = oshaq_etl::serve_outside(&args.request, out) {
        // The ingest tells it as a part of its own sentence, so nothing stands before it.
        tell!("{reason}");
        std::process::exit(2);
    }
    Ok(())
}
