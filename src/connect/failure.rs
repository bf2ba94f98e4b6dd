//! Why something did not go out, and whether that is sure. No address beyond its host and no secret is in it.

use std::time::Duration;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was not carried out, for sure: it may be sent again.
    NotDone,
    /// Nobody knows: it may have been carried out.
    Unknown,
}

/// Why a service did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectError {
    /// The address is none that anything is sent to.
    Address(&'static str),
    /// No connection came about, so that nothing went out.
    Unreachable(String),
    /// No answer came in time.
    TimedOut,
    /// The connection broke before the answer was there.
    Lost,
    /// The service said no, or that it is in trouble itself: what it says, in a line.
    Refused { status: u16, says: String },
    /// The service was asked too often; it may name how long to wait.
    RateLimited { wait: Option<Duration> },
    /// A web page came instead of an answer: a proxy or a sign-in page stands in between.
    Page,
    /// An answer came that the service does not promise.
    Garbled,
}

/// How a chat says that it is in trouble itself, with status 200.
const IN_TROUBLE: [&str; 2] = ["fatal_error", "internal_error"];

impl ConnectError {
    /// What became of the request.
    pub fn fate(&self) -> Fate {
        match self {
            Self::TimedOut | Self::Lost | Self::Garbled => Fate::Unknown,
            // A service in trouble, or a gateway before it, may have let it through.
            Self::Refused { status: 500..=599, .. } => Fate::Unknown,
            Self::Refused { says, .. } if IN_TROUBLE.iter().any(|word| says.contains(word)) => Fate::Unknown,
            _ => Fate::NotDone,
        }
    }

    /// Whether another request would come to the same: the network is down, or the service wants to be let alone.
    pub fn is_of_the_network(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::TimedOut | Self::Lost | Self::RateLimited { .. } | Self::Page)
    }
}

impl std::fmt::Display for ConnectError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(why) => f.write_str(why),
            Self::Unreachable(why) => write!(f, "it cannot be reached: {why}"),
            Self::TimedOut => f.write_str("it did not answer in time"),
            Self::Lost => f.write_str("the connection broke before it answered"),
            Self::Refused { status: 200, says } => f.write_str(says),
            Self::Refused { status, says } if says.is_empty() => write!(f, "it answered with status {status}"),
            Self::Refused { status, says } => write!(f, "it answered with status {status}: {says}"),
            Self::RateLimited { wait: None } => f.write_str("it was asked too often"),
            Self::RateLimited { wait: Some(wait) } => {
                write!(f, "it was asked too often, and wants to be let alone for {} s", wait.as_secs())
            }
            Self::Page => f.write_str("a web page came instead of an answer, as of a proxy"),
            Self::Garbled => f.write_str("its answer cannot be read"),
        }
    }
}
