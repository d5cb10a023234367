//! HTTP to anywhere: the http-request node, the agent's web tool, the check of image addresses.
//!
//! Addresses inside the own network are refused unless they are allowed: every name is resolved here, and each address
//! that it gives is checked *before* the connection is made to just that address, redirects included.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// A client that only reaches the public net; cheap to clone.
#[derive(Debug, Clone)]
pub struct HttpClient {
    client: reqwest::Client,
    inside_allowed: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    #[error("`{0}` is not an address in the public net")]
    Inside(String),
    #[error("invalid address `{0}`")]
    Address(String),
    #[error("{0}")]
    Http(String),
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
}

impl From<reqwest::Error> for OutsideError {
    fn from(error: reqwest::Error) -> Self {
        let mut text = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(inner) = cause {
            text.push_str(": ");
            text.push_str(&inner.to_string());
            cause = inner.source();
        }
        Self::Http(text)
    }
}

/// Loopback, private, link-local and other addresses that a stranger's URL must not reach.
fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_inside_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_inside_v4(mapped),
            None => is_inside_v6(address),
        },
    }
}

fn is_inside_v4(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (b == 18 || b == 19))
}

fn is_inside_v6(address: Ipv6Addr) -> bool {
    let first = address.segments()[0];
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || (first & 0xfe00) == 0xfc00
        || (first & 0xffc0) == 0xfe80
        // Addresses that carry a v4 address in them: translated, 6to4, Teredo.
        || (first == 0x64 && address.segments()[1] == 0xff9b)
        || first == 0x2002
        || (first == 0x2001 && address.segments()[1] == 0)
}

/// Resolves names and gives back public addresses only.
struct PublicNames;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| !is_inside(address.ip())).collect();
            if public.is_empty() {
                return Err(OutsideError::Inside(name.as_str().to_owned()).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// A URL with a bare address in it is not resolved, so it is checked here.
fn bare_address(url: &reqwest::Url) -> Option<IpAddr> {
    match url.host()? {
        url::Host::Ipv4(address) => Some(address.into()),
        url::Host::Ipv6(address) => Some(address.into()),
        url::Host::Domain(_) => None,
    }
}

const REDIRECTS: usize = 5;

impl HttpClient {
    /// `inside_allowed`: for tests and for networks that are guarded elsewhere.
    pub fn new(inside_allowed: bool) -> reqwest::Result<Self> {
        let builder = reqwest::Client::builder().connect_timeout(Duration::from_secs(10)).no_proxy();
        let client = if inside_allowed {
            builder.build()?
        } else {
            let redirects = reqwest::redirect::Policy::custom(|attempt| {
                if attempt.previous().len() > REDIRECTS {
                    attempt.error("too many redirects")
                } else if bare_address(attempt.url()).is_some_and(is_inside) {
                    let url = attempt.url().to_string();
                    attempt.error(OutsideError::Inside(url))
                } else {
                    attempt.follow()
                }
            });
            builder.dns_resolver(Arc::new(PublicNames)).redirect(redirects).build()?
        };
        Ok(Self { client, inside_allowed })
    }

    /// A request to this address, if it may be reached.
    pub fn request(
        &self,
        method: reqwest::Method,
        url: &str,
    ) -> Result<reqwest::RequestBuilder, OutsideError> {
        let address = reqwest::Url::parse(url).map_err(|_| OutsideError::Address(url.to_owned()))?;
        if !matches!(address.scheme(), "http" | "https") {
            return Err(OutsideError::Address(url.to_owned()));
        }
        if !self.inside_allowed && bare_address(&address).is_some_and(is_inside) {
            return Err(OutsideError::Inside(url.to_owned()));
        }
        Ok(self.client.request(method, address))
    }

    /// Whether a `HEAD` finds something there.
    pub async fn is_there(&self, url: &str) -> Result<bool, OutsideError> {
        let request = self.request(reqwest::Method::HEAD, url)?.timeout(Duration::from_secs(10));
        Ok(self.send(request).await?.status() == reqwest::StatusCode::OK)
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Result<reqwest::Response, OutsideError> {
        crate::store::nothing_held("an HTTP request");
        Ok(request.send().await?)
    }

    /// The body, refused while it is read when it is too large.
    pub async fn body(&self, mut response: reqwest::Response, most: usize) -> Result<Vec<u8>, OutsideError> {
        crate::store::nothing_held("an HTTP answer");
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > most {
                return Err(OutsideError::TooLarge(most));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::{HttpClient, is_inside};

    #[test]
    fn inside_is_what_a_stranger_must_not_reach() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "169.254.169.254",
            "192.168.0.1",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "::ffff:10.0.0.1",
            "fd00::1",
            "fe80::1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
        ] {
            assert!(is_inside(inside.parse().expect("an address")), "{inside}");
        }
        for public in ["93.184.216.34", "1.1.1.1", "2606:4700::1111"] {
            assert!(!is_inside(public.parse().expect("an address")), "{public}");
        }
    }

    #[test]
    fn a_bare_address_is_refused_in_any_notation() {
        crate::install_crypto();
        let client = HttpClient::new(false).expect("a client");
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[::1]/",
            "file:///etc/passwd",
        ] {
            assert!(client.request(reqwest::Method::GET, url).is_err(), "{url}");
        }
    }
}
