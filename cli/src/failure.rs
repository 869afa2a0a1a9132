//! What a failure is called by the shell.

use std::process::ExitCode;

use oshaq_domain::FiguresRefused;
use oshaq_etl::{EtlError, ProfileError, PullError};
use oshaq_models::ModelError;
use oshaq_samples::SimulationError;
use oshaq_server::{ExportError, MapStyleError};
use oshaq_store::StoreError;

/// A check ran and did not hold.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct CheckFailed(pub String);

/// The arguments or the input cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(pub String);

/// 2 when the arguments or the input cannot be used, else 1.
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    if error.chain().any(is_unusable) {
        ExitCode::from(2)
    } else {
        ExitCode::FAILURE
    }
}

fn is_unusable(cause: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(error) = cause.downcast_ref::<StoreError>() {
        return matches!(
            error,
            StoreError::BadLocation { .. }
                | StoreError::NewerSchema { .. }
                | StoreError::NoCurrent { .. }
                | StoreError::NoVersion { .. }
                | StoreError::BadVersion(_)
        );
    }
    if let Some(error) = cause.downcast_ref::<EtlError>() {
        return error.is_of_file()
            || matches!(
                error,
                EtlError::NoFiles
                    | EtlError::Profile(_)
                    | EtlError::NoHistory { .. }
                    | EtlError::CategoryGone { .. }
                    | EtlError::Mixed { .. }
                    | EtlError::Figure { .. }
            );
    }
    if let Some(error) = cause.downcast_ref::<PullError>() {
        return matches!(
            error,
            PullError::Address { .. } | PullError::Field { .. } | PullError::Occupied { .. }
        );
    }
    if let Some(error) = cause.downcast_ref::<ExportError>() {
        return matches!(
            error,
            ExportError::UnknownLayer { .. }
                | ExportError::UnknownResolution { .. }
                | ExportError::NoSuchForm { .. }
        );
    }
    if let Some(error) = cause.downcast_ref::<ModelError>() {
        return !matches!(error, ModelError::Cancelled);
    }
    cause.is::<Unusable>()
        || cause.is::<ProfileError>()
        || cause.is::<MapStyleError>()
        || cause.is::<SimulationError>()
        || cause.is::<FiguresRefused>()
}

/// The error and its causes in one line. A cause that the text before it tells already is not told again.
pub fn in_one_line(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain() {
        let cause = cause
            .to_string()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if told.is_empty() {
            told = cause;
        } else if !told.contains(&cause) {
            told = format!("{told}: {cause}");
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn a_cause_is_told_once_and_in_one_line() {
        let inner = std::io::Error::other("disk\n  full");
        let error = anyhow::Error::new(inner).context("cannot write: disk full");
        assert_eq!(in_one_line(&error), "cannot write: disk full");
        let error = Err::<(), _>(std::io::Error::other("disk full")).context("cannot write");
        assert_eq!(in_one_line(&error.unwrap_err()), "cannot write: disk full");
    }
}
