//! What all handlers share.

use std::sync::Arc;

use axum::http::HeaderValue;
use tokio::sync::Semaphore;

#[cfg(test)]
use crate::api::contract_document;
use crate::config::ServerConfig;
use crate::connection::limit::AddressLimit;
use crate::connection::metrics::Metrics;
use crate::connection::proxies::Proxies;
use crate::connection::request_ids::RequestIds;
use crate::http::content_policy::PagePolicies;
use crate::http::problem::Problem;
use crate::http::respond::Document;
use crate::page::Page;
use crate::publication::Publication;
use crate::publication::shelf::Shelf;
use crate::snapshots::SnapshotDesk;

/// What all handlers share.
#[derive(Debug)]
pub(crate) struct App {
    pub config: ServerConfig,
    pub shelf: Shelf,
    pub metrics: Metrics,
    pub page: Page,
    pub page_policy: HeaderValue,
    pub openapi: Document,
    pub snapshots: SnapshotDesk,
    pub request_ids: RequestIds,
    pub in_flight: Semaphore,
    pub address_limit: AddressLimit,
    pub proxies: Proxies,
}

impl App {
    pub(crate) fn new(
        config: ServerConfig,
        shelf: Shelf,
        metrics: Metrics,
        openapi: Document,
    ) -> Self {
        let policies = PagePolicies::of(config.map_style.as_ref());
        Self {
            shelf,
            metrics,
            page: Page::load(policies.embed),
            page_policy: policies.page,
            openapi,
            snapshots: SnapshotDesk::new(&config),
            request_ids: RequestIds::new(),
            in_flight: Semaphore::new(config.max_requests),
            address_limit: AddressLimit::new(&config),
            proxies: Proxies::new(&config.trusted_proxies),
            config,
        }
    }

    /// The newest publication.
    pub(crate) fn publication(&self) -> Result<Arc<Publication>, Problem> {
        self.shelf
            .served()
            .current()
            .cloned()
            .ok_or_else(Problem::nothing_published)
    }

    /// An app for tests, of a store that is not there.
    #[cfg(test)]
    pub(crate) fn of_nothing() -> Self {
        Self::with_nothing(ServerConfig::default())
    }

    /// As [`App::of_nothing`], with a configuration.
    #[cfg(test)]
    pub(crate) fn with_nothing(config: ServerConfig) -> Self {
        let options = oshaq_store::Options::new(|| std::time::SystemTime::now().into());
        let store = oshaq_store::Store::open("./no-such-store", &options).unwrap();
        let metrics = Metrics::new();
        Self::new(config, Shelf::new(store, 1), metrics, contract_document())
    }
}
