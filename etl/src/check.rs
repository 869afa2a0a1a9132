//! A raw record becomes an incident, or a reject with a reason.

mod checker;
mod clock;
mod incident;
mod memory;
mod plan;
mod reason;

pub(crate) use checker::{Checker, SEVERITIES, text_hash};
pub(crate) use incident::{Dictionary, Incident, Shared};
pub(crate) use plan::FilePlan;
pub(crate) use reason::{Note, Notes, Reason, Reject};
