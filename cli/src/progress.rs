//! Progress on standard error, and the wish to stop.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::output::tell;
use indicatif::{ProgressBar, ProgressStyle};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Makes Ctrl-C a wish that long work hears, so that nothing is left half-written.
///
/// # Errors
/// When the signal handler cannot be set.
pub fn listen_for_interrupt() -> anyhow::Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed))?;
    Ok(())
}

/// Whether somebody pressed Ctrl-C.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// The message of a step that was stopped on request.
#[derive(Debug, thiserror::Error)]
#[error("interrupted; nothing was written")]
pub struct Interrupted;

/// What was made, unless somebody pressed Ctrl-C meanwhile.
///
/// # Errors
/// [`Interrupted`].
pub fn unless_interrupted<T>(made: T) -> anyhow::Result<T> {
    if interrupted() {
        return Err(Interrupted.into());
    }
    Ok(made)
}

/// A step of `length` parts.
pub fn bar(what: &str, length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:24} {wide_bar} {human_pos}/{human_len} {eta}");
    let bar = ProgressBar::new(length).with_message(what.to_owned());
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    announce(&bar, what);
    bar
}

/// Where bars cannot be drawn (a pipe, a log), a line says what began.
fn announce(bar: &ProgressBar, what: &str) {
    if bar.is_hidden() {
        tell!("{what} …");
    }
}
