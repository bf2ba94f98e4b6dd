//! Why a site cannot be served, and what to do about it.

use std::io;
use std::net::SocketAddr;

/// Why a site cannot be served.
#[derive(Debug)]
pub enum ServerError {
    /// Others could reach this address.
    NotLoopback(SocketAddr),
    /// Another program has the port.
    Taken(SocketAddr),
    /// The address cannot be listened on.
    Address(SocketAddr, io::Error),
    /// The runtime or the signals of the system failed.
    System(io::Error),
}

impl std::fmt::Display for ServerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotLoopback(address) => write!(f, "{address} is no address of this machine alone"),
            Self::Taken(address) => write!(f, "port {} is taken by another program", address.port()),
            Self::Address(address, error) => write!(f, "{address} cannot be listened on: {error}"),
            Self::System(error) => write!(f, "the site cannot be served: {error}"),
        }
    }
}

impl ServerError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotLoopback(_) => "use 127.0.0.1 or [::1]; to show the site to others, put it on a web server",
            Self::Taken(_) => "choose another with --port, or --port 0 for any that is free",
            Self::Address(..) => "choose a port above 1023 with --port, or --port 0 for any that is free",
            Self::System(_) => "",
        }
    }
}
