//! An incoming webhook: it takes a text for the one channel that it was made for, and tells nothing of it.

use super::address::Address;
use super::failure::ConnectError;
use super::http::{Client, Request};
use super::secret::Secret;
use serde_json::json;

/// A webhook, whose address is a secret.
#[derive(Debug)]
pub struct Webhook {
    client: Client,
    address: Address,
}

impl Webhook {
    /// # Errors
    /// Where the secret is no address that anything is sent to.
    pub fn new(address: &Secret) -> Result<Self, ConnectError> {
        Ok(Self { client: Client::default(), address: Address::parse(address.whole())? })
    }

    /// Posts a message.
    ///
    /// # Errors
    /// Where the service does not do it.
    pub fn post(&self, text: &str) -> Result<(), ConnectError> {
        self.client.send(&Request::post(&self.address).json(&json!({"text": text}))?).map(drop)
    }
}
