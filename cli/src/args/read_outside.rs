use clap::Args;

/// `oshaq read-outside`
#[derive(Debug, Args)]
pub struct ReadOutsideArgs {
    /// What is to be read, as `oshaq` itself writes it
    pub request: String,
}
