//! How often one address may ask.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::config::ServerConfig;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STATE: HeaderName = HeaderName::from_static("ratelimit");

/// The address at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(IpAddr);

impl Peer {
    /// A peer. A socket of both families tells addresses of version 4 as mapped ones (RFC 4291, section 2.5.5.2).
    pub(crate) const fn new(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    /// Its address, of version 4 wherever it has one.
    pub(crate) const fn address(self) -> IpAddr {
        self.0
    }
}

type Limiter =
    RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, DefaultClock, StateInformationMiddleware>;

/// Remembers who asked how often.
///
/// Source: the generic cell rate algorithm, ITU-T I.371, as `governor` implements it.
#[derive(Debug)]
pub(crate) struct AddressLimit {
    limiter: Option<Limiter>,
    clock: DefaultClock,
    burst: u32,
    per_minute: u32,
}

/// What an address has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    burst: u32,
    per_minute: u32,
    remaining: u32,
}

/// An address has nothing left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exhausted {
    pub allowance: Allowance,
    /// Seconds to wait, at least one.
    pub wait: u64,
}

impl AddressLimit {
    pub(crate) fn new(config: &ServerConfig) -> Self {
        let quota = NonZeroU32::new(config.requests_per_minute)
            .zip(NonZeroU32::new(config.request_burst))
            .map(|(rate, burst)| Quota::per_minute(rate).allow_burst(burst));
        Self {
            limiter: quota.map(|quota| RateLimiter::keyed(quota).with_middleware()),
            clock: DefaultClock::default(),
            burst: config.request_burst,
            per_minute: config.requests_per_minute,
        }
    }

    /// Takes one request off the address of the client; `None` where nothing is limited.
    pub(crate) fn take(&self, client: IpAddr) -> Option<Result<Allowance, Exhausted>> {
        let limiter = self.limiter.as_ref()?;
        let address = network(client);
        let allowance = |remaining| Allowance {
            burst: self.burst,
            per_minute: self.per_minute,
            remaining,
        };
        Some(match limiter.check_key(&address) {
            Ok(state) => Ok(allowance(state.remaining_burst_capacity())),
            Err(until) => Err(Exhausted {
                allowance: allowance(0),
                wait: whole_seconds(until.wait_time_from(self.clock.now())).max(1),
            }),
        })
    }

    /// Forgets addresses that have everything left.
    pub(crate) fn forget(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

impl Allowance {
    /// Tells the client.
    ///
    /// Source: draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4.
    pub(crate) fn tell(self, headers: &mut HeaderMap) {
        let seconds = |requests: u32| u64::from(requests) * 60 / u64::from(self.per_minute.max(1));
        let window = seconds(self.burst).max(1);
        let until_full = seconds(self.burst - self.remaining.min(self.burst));
        let policy = format!("\"address\";q={};w={window}", self.burst);
        let state = format!("\"address\";r={};t={until_full}", self.remaining);
        for (name, value) in [(POLICY, policy), (STATE, state)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
    }
}

fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// One household or company usually has a whole /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(own) => {
            let prefix = own.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(prefix))
        }
        own @ IpAddr::V4(_) => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn limit(per_minute: u32, burst: u32) -> AddressLimit {
        AddressLimit::new(&ServerConfig {
            requests_per_minute: per_minute,
            request_burst: burst,
            ..ServerConfig::default()
        })
    }

    #[test]
    fn an_address_that_asks_too_often_waits_and_another_does_not() {
        let limit = limit(1, 2);
        let ask = |text| limit.take(address(text)).unwrap();
        assert_eq!(ask("10.0.0.1").unwrap().remaining, 1);
        assert_eq!(ask("10.0.0.1").unwrap().remaining, 0);
        let exhausted = ask("10.0.0.1").unwrap_err();
        assert!((1..=60).contains(&exhausted.wait), "{exhausted:?}");
        assert!(ask("10.0.0.2").is_ok());
        let mut headers = HeaderMap::new();
        exhausted.allowance.tell(&mut headers);
        assert_eq!(headers[POLICY], "\"address\";q=2;w=120");
        assert_eq!(headers[STATE], "\"address\";r=0;t=120");
    }

    #[test]
    fn nothing_is_limited_when_the_limit_is_zero() {
        assert!(limit(0, 2).take(address("10.0.0.1")).is_none());
    }

    #[test]
    fn neighbours_in_a_network_of_ipv6_are_one() {
        assert_eq!(
            network(address("2001:db8:1:2::7")),
            address("2001:db8:1:2::")
        );
        assert_eq!(network(address("::ffff:10.0.0.1")), address("10.0.0.1"));
    }
}
