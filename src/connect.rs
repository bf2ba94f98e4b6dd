//! Layer 4: what leaves this machine, and what waits for it: chat and trackers, over one HTTP client.

mod address;
mod delivery;
mod failure;
mod http;
mod markup;
mod outbox;
mod project;
mod secret;
mod slack;
mod ticket;
mod tracker;
mod webhook;

pub use address::Address;
pub use delivery::{Delivered, Report, Service};
pub use failure::{ConnectError, Fate};
pub use http::{Answer, Client, Request};
pub use markup::{channel_name, marked};
pub use outbox::{Completes, Item, Outbox, Outgoing, Place, State};
pub use project::{Kind, Project};
pub use secret::{Secret, is_set, secret};
pub use slack::{SLACK, Slack};
pub use ticket::{LABEL, Ticket};
pub use tracker::{OpenedTicket, Tracker};
pub use webhook::Webhook;
