//! How clients are held: connections in lanes, how long they may take, how often they may ask, what is counted of them.

pub(crate) mod lanes;
pub(crate) mod limit;
pub(crate) mod metrics;
pub(crate) mod patience;
pub(crate) mod proxies;
pub(crate) mod request_ids;
pub(crate) mod unbound;
