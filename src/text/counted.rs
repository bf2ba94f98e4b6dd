//! Numbers of things in a sentence.

/// `1 incident`, `2 incidents`.
pub fn counted(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}
