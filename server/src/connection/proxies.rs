//! Which proxies are believed about the requests that they pass on.

use std::net::IpAddr;

use axum::http::HeaderMap;

use super::limit::Peer;

const FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// The proxies that are believed; what anyone else forwards is as good as invented.
#[derive(Debug)]
pub(crate) struct Proxies(Vec<IpAddr>);

impl Proxies {
    /// These are believed, whichever family of addresses a socket tells them in.
    pub(crate) fn new(trusted: &[IpAddr]) -> Self {
        Self(trusted.iter().map(IpAddr::to_canonical).collect())
    }

    /// Who asks: the peer, or whom a trusted proxy names. Proxies append the address that they see, so the last one that is no trusted
    /// proxy's is the client's; what stands before it could be anyone's invention.
    pub(crate) fn client(&self, peer: Peer, headers: &HeaderMap) -> IpAddr {
        let peer = peer.address();
        if !self.0.contains(&peer) {
            return peer;
        }
        let lines = headers.get_all(FORWARDED_FOR).iter();
        let named: Vec<&str> = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .collect();
        for text in named.iter().rev() {
            match text.trim().parse::<IpAddr>().map(|own| own.to_canonical()) {
                Ok(address) if self.0.contains(&address) => {}
                Ok(address) => return address,
                Err(_) => break,
            }
        }
        peer
    }

    /// Whether a trusted proxy says that the client speaks TLS with it.
    pub(crate) fn tell_of_tls(&self, peer: Peer, headers: &HeaderMap) -> bool {
        let scheme = headers.get(FORWARDED_PROTO);
        self.0.contains(&peer.address()) && scheme.is_some_and(|scheme| scheme == "https")
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_client_is_whom_the_nearest_trusted_proxy_names_and_nobody_can_be_impersonated() {
        let proxies = Proxies::new(&[address("10.0.0.1"), address("::ffff:10.0.0.2")]);
        for (peer, forwarded, expected) in [
            ("10.0.0.1", "1.1.1.1, 2.2.2.2", "2.2.2.2"),
            ("10.0.0.1", "1.1.1.1, 2.2.2.2, 10.0.0.2", "2.2.2.2"),
            ("3.3.3.3", "1.1.1.1", "3.3.3.3"),
            ("10.0.0.1", "nonsense", "10.0.0.1"),
            ("::ffff:10.0.0.1", "1.1.1.1, ::ffff:10.0.0.2", "1.1.1.1"),
            ("::ffff:3.3.3.3", "1.1.1.1", "3.3.3.3"),
        ] {
            let headers = [(
                FORWARDED_FOR.parse().unwrap(),
                HeaderValue::from_static(forwarded),
            )];
            let named = proxies.client(Peer::new(address(peer)), &HeaderMap::from_iter(headers));
            assert_eq!(named, address(expected), "{peer}: {forwarded}");
        }
    }

    #[test]
    fn tls_is_believed_of_a_trusted_proxy_alone() {
        let proxies = Proxies::new(&[address("10.0.0.1")]);
        for (peer, scheme, expected) in [
            ("10.0.0.1", "https", true),
            ("::ffff:10.0.0.1", "https", true),
            ("10.0.0.1", "http", false),
            ("10.0.0.1", "javascript", false),
            ("3.3.3.3", "https", false),
        ] {
            let headers = [(
                FORWARDED_PROTO.parse().unwrap(),
                HeaderValue::from_static(scheme),
            )];
            let told =
                proxies.tell_of_tls(Peer::new(address(peer)), &HeaderMap::from_iter(headers));
            assert_eq!(told, expected, "{peer}: {scheme}");
        }
    }
}
