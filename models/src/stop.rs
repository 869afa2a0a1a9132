//! The wish that long work should stop.

use std::fmt;
use std::sync::Arc;

use crate::ModelError;

/// Tells long work whether it should stop; unless told otherwise nothing does. What asks is cheap, so that it may be asked at every pass.
#[derive(Clone, Default)]
pub struct Stop(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Stop {
    /// Work stops when `wished` says so.
    pub fn when(wished: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(wished)))
    }

    /// Goes on unless somebody wished to stop.
    ///
    /// # Errors
    /// [`ModelError::Cancelled`].
    pub fn go_on(&self) -> Result<(), ModelError> {
        match &self.0 {
            Some(wished) if wished() => Err(ModelError::Cancelled),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stop").field(&self.0.is_some()).finish()
    }
}
