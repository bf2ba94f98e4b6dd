//! Layer 4: what leaves this machine, and what waits for it: chat and trackers, over one HTTP client.

mod address;
mod delivery;
mod failure;
mod http;
mod markup;
mod outbox;
mod secret;
mod slack;
mod webhook;

pub use address::Address;
pub use delivery::{Delivered, Report, Service};
pub use failure::{ConnectError, Fate};
pub use http::{Answer, Client, Request};
pub use markup::{channel_name, marked};
pub use outbox::{Item, Outbox, Outgoing, Place, State};
pub use secret::{Secret, is_set, secret};
pub use slack::{SLACK, Slack};
pub use webhook::Webhook;
