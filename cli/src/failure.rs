//! What a failure is called by the shell.

use std::process::ExitCode;

use oshaq_etl::{EtlError, ProfileError};
use oshaq_models::ModelError;
use oshaq_samples::SimulationError;
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
        return matches!(
            error,
            EtlError::NoFiles
                | EtlError::File { .. }
                | EtlError::Empty { .. }
                | EtlError::Layout { .. }
                | EtlError::Profile(_)
        );
    }
    if let Some(error) = cause.downcast_ref::<ModelError>() {
        return !matches!(error, ModelError::Cancelled);
    }
    cause.is::<Unusable>() || cause.is::<ProfileError>() || cause.is::<SimulationError>()
}
