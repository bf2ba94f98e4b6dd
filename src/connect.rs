//! Layer 4: what leaves this machine, and what waits for it: chat and trackers, over one HTTP client.

mod address;
mod failure;
mod http;
mod outbox;
mod secret;

pub use address::Address;
pub use failure::{ConnectError, Fate};
pub use http::{Answer, Client, Request};
pub use outbox::{Item, Outbox, Outgoing, State};
pub use secret::{Secret, secret};
