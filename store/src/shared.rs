use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::location::Place;
use crate::objects::Objects;

/// What all clones of a store share.
pub(crate) struct Core {
    pub location: String,
    pub place: Place,
    pub objects: Objects,
    pub clock: fn() -> DateTime<Utc>,
    pub lease: Duration,
}
