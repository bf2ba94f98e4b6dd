//! Stand-in.
use super::step::Step;
use crate::text::Span;
#[derive(Clone, Debug, PartialEq)]
pub enum NewValue {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    List(Vec<NewValue>),
    Map(Vec<(String, NewValue)>),
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditError {
    pub message: String,
}
impl std::fmt::Display for EditError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}
pub fn set(
    text: &str,
    _yaml: Span,
    _path: &[Step<'_>],
    _value: &NewValue,
    _order: &[&str],
) -> Result<String, EditError> {
    Ok(text.to_owned())
}
pub fn append(
    text: &str,
    _yaml: Span,
    _path: &[Step<'_>],
    _value: &NewValue,
    _order: &[&str],
) -> Result<String, EditError> {
    Ok(text.to_owned())
}
pub fn set_in_plan(text: &str, path: &[Step<'_>], value: &NewValue) -> Result<String, EditError> {
    set(text, Span::new(0, text.len()), path, value, &[])
}
