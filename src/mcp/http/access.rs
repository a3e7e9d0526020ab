//! The hosts and origins that are let in.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::uri::Authority;
use url::Url;

/// The names of this machine for itself.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Who may call.
#[derive(Debug, Clone)]
pub struct Access {
    hosts: Vec<Host>,
    origins: Vec<Origin>,
}

/// A name that callers may use for this server: a host, with a port or for any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host(String);

/// An origin of web pages that may call, as browsers write it: `https://app.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(Url);

/// Why a text is no host or origin.
#[derive(Debug, thiserror::Error)]
#[error("{problem}; write {accepted}")]
pub struct BadName {
    problem: &'static str,
    accepted: &'static str,
}

impl Access {
    /// Lets in who calls a server at this address by one of the loopback names, by the address itself, or by one of these
    /// hosts, unless they are web pages; and of web pages those of these origins, or of the server's own on this machine,
    /// which nobody else can have.
    pub fn new(
        address: SocketAddr,
        hosts: impl IntoIterator<Item = Host>,
        origins: impl IntoIterator<Item = Origin>,
    ) -> Self {
        let mut all: Vec<Host> = LOOPBACK.iter().map(|name| Host((*name).to_owned())).collect();
        // "Any address" is nobody's name.
        if !address.ip().is_unspecified() {
            all.push(Host::from(address.ip()));
        }
        all.extend(hosts);
        let own = LOOPBACK.iter().filter_map(|name| format!("http://{name}:{}", address.port()).parse().ok());
        Access { hosts: all, origins: own.chain(origins).collect() }
    }

    pub(super) fn hosts(&self) -> impl Iterator<Item = &str> {
        self.hosts.iter().map(|host| host.0.as_str())
    }

    pub(super) fn origins(&self) -> impl Iterator<Item = &Origin> {
        self.origins.iter()
    }
}

impl From<IpAddr> for Host {
    fn from(address: IpAddr) -> Self {
        Host(match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        })
    }
}

impl FromStr for Host {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let accepted = "a name as callers use it, such as plans.example.com, 10.0.0.7, [fd00::7] or localhost:8080";
        let wrong = |problem| BadName { problem, accepted };
        let authority = Authority::from_str(text.trim()).map_err(|_| wrong("it is not the name of a host"))?;
        if text.contains(['@', '*']) || authority.host().is_empty() {
            return Err(wrong("it is not the name of a host"));
        }
        if text.trim_end_matches(|digit: char| digit.is_ascii_digit()).ends_with(':') && authority.port_u16().is_none()
        {
            return Err(wrong("its port is not a number up to 65535"));
        }
        Ok(Host(text.trim().to_owned()))
    }
}

impl Origin {
    /// As browsers send it: without a port that its scheme implies.
    pub(super) fn header(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// With its port, whether its scheme implies it or not.
    pub(super) fn with_port(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        format!("{}://{host}:{}", self.0.scheme(), self.0.port_or_known_default().unwrap_or_default())
    }
}

impl FromStr for Origin {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let accepted =
            "scheme, host and, unless implied, port, such as https://app.example.com or http://localhost:6274";
        let wrong = |problem| BadName { problem, accepted };
        let url = Url::parse(text.trim()).map_err(|_| wrong("it is not an origin"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("its scheme is not http or https"));
        }
        let more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
        if more || !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("it says more than an origin"));
        }
        Ok(Origin(url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_origins_are_read_as_people_write_them() {
        for text in ["plans.example.com", "localhost:8080", "10.0.0.7", "[fd00::7]", "[::1]:80"] {
            assert_eq!(text.parse::<Host>().expect(text).0, text);
        }
        for text in ["", "https://example.com", "a b", "user@example.com", "*.example.com", "h:99999", "h:", ":80"] {
            text.parse::<Host>().expect_err(text);
        }
        for (text, header, with_port) in [
            ("https://App.example.com/", "https://app.example.com", "https://app.example.com:443"),
            ("http://localhost:6274", "http://localhost:6274", "http://localhost:6274"),
            ("http://[::1]:80", "http://[::1]", "http://[::1]:80"),
        ] {
            let origin: Origin = text.parse().expect(text);
            assert_eq!((origin.header().as_str(), origin.with_port().as_str()), (header, with_port));
        }
        for text in ["app.example.com", "null", "*", "file:///tmp", "https://example.com/app", "https://me@example.com"]
        {
            text.parse::<Origin>().expect_err(text);
        }
    }

    #[test]
    fn a_server_goes_by_its_own_address_unless_that_is_any() {
        let hosts = |address: &str| -> Vec<String> {
            let access = Access::new(address.parse().expect("an address"), [], Vec::new());
            access.hosts().skip(LOOPBACK.len()).map(str::to_owned).collect()
        };
        assert_eq!(hosts("10.0.0.7:80"), ["10.0.0.7"]);
        assert_eq!(hosts("[fd00::7]:80"), ["[fd00::7]"]);
        assert!(hosts("0.0.0.0:80").is_empty() && hosts("[::]:80").is_empty());
    }
}
