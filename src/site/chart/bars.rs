//! A table whose rows have a bar each: it is drawn and can be read at once.

use crate::site::scale::percent;
use serde::Serialize;

/// The table.
#[derive(Clone, Debug, Serialize)]
pub struct Bars {
    /// What its two columns are called.
    pub head: [&'static str; 2],
    pub rows: Vec<Bar>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    pub name: String,
    /// Its page from the site's root, where it has one.
    pub path: Option<String>,
    /// What the bar tells, in words.
    pub value: String,
    pub width: String,
}

impl Bars {
    /// Rows of a name, a page, an amount and what that is in words; the largest amount has the longest bar.
    pub fn new(head: [&'static str; 2], rows: impl IntoIterator<Item = (String, Option<String>, i64, String)>) -> Self {
        let rows: Vec<_> = rows.into_iter().collect();
        let most = rows.iter().map(|row| row.2).max().unwrap_or_default().max(1) as f64;
        let bar = |(name, path, amount, value)| Bar { name, path, value, width: percent(amount as f64 * 100.0 / most) };
        Self { head, rows: rows.into_iter().map(bar).collect() }
    }
}
