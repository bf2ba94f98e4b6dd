//! What incidents have in common: each figure with a sentence that says what one sees, a drawing, and what was counted.

mod actions;
mod by_month;
mod causes;
mod counted;
mod impact;
mod places;
mod times;
mod week;

pub use actions::{ages, promises};
pub use by_month::by_month;
pub use causes::causes;
pub use counted::Counted;
pub use impact::impact;
pub use places::{services, tags};
pub use times::times;
pub use week::week;

use super::chart::{Bars, Drawing};
use super::row::Mark;
use serde::Serialize;

/// One figure.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// Its anchor on the page.
    pub id: &'static str,
    pub title: &'static str,
    /// What one sees.
    pub sentence: String,
    /// What was counted, and what could not be.
    pub note: String,
    /// Drawings that can be compared with each other.
    pub panels: Vec<Panel>,
    /// Drawn as a table.
    pub bars: Option<Bars>,
    /// What the panels show, to be read.
    pub table: Option<Table>,
}

/// One drawing of several.
#[derive(Clone, Debug, Serialize)]
pub struct Panel {
    pub name: String,
    /// The severity that it is of.
    pub mark: Option<Mark>,
    pub said: String,
    pub drawing: Drawing,
}

/// Rows of which the first cell names what is in the others.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// How an amount went from one period to the next: `rose from 3 to 9`; `now` alone where there was none before.
fn changed<T: PartialOrd>(before: Option<T>, now: T, told: impl Fn(&T) -> String) -> String {
    let now_told = told(&now);
    match before {
        None => format!("is {now_told}"),
        Some(before) if told(&before) == now_told => format!("stayed at {now_told}"),
        Some(before) if before < now => format!("rose from {} to {now_told}", told(&before)),
        Some(before) => format!("fell from {} to {now_told}", told(&before)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_an_amount_went_is_told_in_words() {
        let told = |before: Option<usize>, now: usize| changed(before, now, usize::to_string);
        assert_eq!([told(Some(3), 9), told(Some(9), 3)], ["rose from 3 to 9", "fell from 9 to 3"]);
        assert_eq!([told(Some(3), 3), told(None, 3)], ["stayed at 3", "is 3"]);
    }
}
