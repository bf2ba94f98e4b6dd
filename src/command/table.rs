//! Columns of text on a terminal.

use crate::text::printable;
use std::fmt::Write;

/// Rows under a header, each on one line and each column as wide as its widest cell; the last column is not padded.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let one_line = |cell: &String| printable(cell).replace(['\n', '\t'], " ");
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(one_line).collect()).collect();
    let width = |text: &str| textwrap::core::display_width(text);
    let mut widths: Vec<usize> = header.iter().map(|title| width(title)).collect();
    for row in &rows {
        for (column, cell) in row.iter().enumerate().take(widths.len()) {
            widths[column] = widths[column].max(width(cell));
        }
    }
    let mut text = String::new();
    let line = |text: &mut String, cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<&str> = cells.collect();
        for (column, cell) in cells.iter().enumerate() {
            let padding = if column + 1 == cells.len() { 0 } else { widths[column] - width(cell) + 2 };
            let _ = write!(text, "{cell}{}", " ".repeat(padding));
        }
        let trimmed = text.trim_end_matches(' ').len();
        text.truncate(trimmed);
        text.push('\n');
    };
    line(&mut text, &mut header.iter().copied());
    for row in &rows {
        line(&mut text, &mut row.iter().map(String::as_str));
    }
    text
}

/// Lines that are to be copied, set in from the others.
pub fn quoted(text: &str) -> String {
    printable(text).lines().map(|line| format!("{}\n", format!("  {line}").trim_end())).collect()
}
