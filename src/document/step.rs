//! The way to a value in front matter.

/// A step on the way to a value in front matter: `["actions", 0, "due"]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    Key(&'a str),
    Index(usize),
}
