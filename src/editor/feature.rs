//! What a feature is: the question that it answers, what is announced of it, and the answer.

use super::desk::Desk;
use gen_lsp_types::{Position, Range, ServerCapabilities, TextDocumentIdentifier, TextDocumentPositionParams, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// One question of editors'.
pub struct Feature {
    pub method: &'static str,
    /// Says that it is answered.
    pub announce: fn(&mut ServerCapabilities),
    pub answer: fn(&mut Desk, Value) -> Answer,
}

/// What is answered; or what is wrong with the question.
pub type Answer = Result<Value, String>;

/// The parameters of a question.
///
/// # Errors
/// Where they are others.
pub fn asked<T: DeserializeOwned>(params: Value) -> Result<T, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}

/// A place in a document that is asked about.
///
/// # Errors
/// Where it is none.
pub fn place_of(params: Value) -> Result<(Uri, Position), String> {
    let TextDocumentPositionParams { text_document: TextDocumentIdentifier { uri }, position } = asked(params)?;
    Ok((uri, position))
}

/// An answer as it is sent; nothing where there is none.
///
/// # Errors
/// Never: all that is answered can be written.
pub fn told(answer: Option<impl Serialize>) -> Answer {
    serde_json::to_value(answer).map_err(|error| error.to_string())
}

/// Whether two ranges have a place in common.
pub fn meet(one: Range, other: Range) -> bool {
    one.start <= other.end && other.start <= one.end
}
