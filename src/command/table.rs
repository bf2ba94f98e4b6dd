//! Columns of text on a terminal.

use super::fit;
use crate::text::printable;
use textwrap::core::display_width;

/// How far a row's further lines are set in.
const INDENT: usize = 4;
/// The last column is not squeezed into fewer columns of the terminal, nor where it would be cut; it goes on a line of
/// its own.
const LEAST: usize = 30;
/// A cell of more lines is cut.
const MOST_LINES: usize = 3;

/// Rows under a header, each column as wide as its widest cell; the last column is not padded.
///
/// Where a terminal is too narrow for a row, its last column is wrapped, or columns go on below, set in; the header too.
pub fn table(header: &[&str], rows: &[Vec<String>], columns: Option<usize>) -> String {
    let header = header.iter().map(|title| (*title).to_owned()).collect();
    aligned(&[vec![header], rows.to_vec()].concat(), columns)
}

/// A table of figures: where a row does not fit, each stands as a block, a line for each figure behind its title.
pub fn figures(header: &[&str], rows: &[Vec<String>], columns: Option<usize>) -> String {
    let whole = table(header, rows, None);
    if columns.is_none_or(|columns| whole.lines().all(|line| display_width(line) <= columns)) {
        return whole;
    }
    let titled = |(title, cell): (&&str, &String)| vec![(*title).to_owned(), cell.clone()];
    let blocks = rows.iter().map(|row| aligned(&header.iter().zip(row).map(titled).collect::<Vec<_>>(), columns));
    blocks.collect::<Vec<_>>().join("\n")
}

fn aligned(rows: &[Vec<String>], columns: Option<usize>) -> String {
    let one_line = |cell: &String| printable(cell).replace(['\n', '\t'], " ");
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(one_line).collect()).collect();
    let lines = layout(&rows, columns);
    rows.iter().map(|row| drawn(row, &lines, columns.is_some())).collect()
}

/// The widths of the columns, by the line of a row on which they stand.
fn layout(rows: &[Vec<String>], columns: Option<usize>) -> Vec<Vec<usize>> {
    let columns = columns.unwrap_or(usize::MAX);
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let (mut lines, mut used): (Vec<Vec<usize>>, _) = (Vec::new(), 0);
    for column in 0..count {
        let cells = || rows.iter().filter_map(|row| row.get(column));
        let whole = cells().map(|cell| display_width(cell)).max().unwrap_or_default();
        let longest = cells().flat_map(|cell| cell.split(' ')).map(display_width).max().unwrap_or_default();
        let room = columns.saturating_sub(used);
        let may_wrap = column + 1 == count && room >= LEAST && longest <= room && whole.div_ceil(room) < MOST_LINES;
        match lines.last_mut().filter(|_| whole <= room || may_wrap) {
            Some(line) => line.push(whole.min(room)),
            None => {
                used = if lines.is_empty() { 0 } else { INDENT };
                lines.push(vec![whole.min(columns.saturating_sub(used).max(longest))]);
            }
        }
        let width = lines.last().and_then(|line| line.last()).copied().unwrap_or_default();
        used = used.saturating_add(width + 2);
    }
    lines
}

fn drawn(row: &[String], lines: &[Vec<usize>], may_wrap: bool) -> String {
    let (mut text, mut cells) = (String::new(), row.iter());
    for (line, widths) in lines.iter().enumerate() {
        let indent = if line == 0 { 0 } else { INDENT };
        let columns: Vec<(usize, Vec<String>)> = widths
            .iter()
            .zip(cells.by_ref())
            .map(|(width, cell)| {
                (*width, if may_wrap { wrapped(cell, *width, MOST_LINES) } else { vec![cell.clone()] })
            })
            .collect();
        for part in 0..columns.iter().map(|(_, parts)| parts.len()).max().unwrap_or_default() {
            let mut drawn = " ".repeat(indent);
            for (width, parts) in &columns {
                let part = parts.get(part).map_or("", String::as_str);
                drawn.push_str(part);
                drawn.push_str(&" ".repeat(width.saturating_sub(display_width(part)) + 2));
            }
            // What goes on below without a word is no line.
            if line + part == 0 || !drawn.trim().is_empty() {
                text.push_str(&format!("{}\n", drawn.trim_end_matches(' ')));
            }
        }
    }
    text
}

/// Text broken between its words into lines of a width; those beyond `most` are cut.
pub fn wrapped(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = textwrap::wrap(text, fit::options(width)).into_iter().map(Into::into).collect();
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while display_width(last) >= width && last.pop().is_some() {}
            last.push('…');
        }
    }
    lines
}

/// Lines that are to be copied, set in from the others.
pub fn quoted(text: &str) -> String {
    printable(text).lines().map(|line| format!("{}\n", format!("  {line}").trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(title: &str) -> Vec<Vec<String>> {
        [["sev-1", "open", "2026-11-24-checkout", title], ["sev-4", "closed", "2025-06-01-mail-is-late", "Mail"]]
            .map(|row| row.map(str::to_owned).to_vec())
            .to_vec()
    }

    const HEADER: &[&str] = &["SEVERITY", "STATUS", "ID", "TITLE"];

    #[test]
    fn a_row_that_fits_is_one_line_and_the_last_column_is_wrapped_under_itself() {
        let title = "Checkout answers HTTP 500 to every card payment";
        insta::assert_snapshot!(table(HEADER, &rows(title), Some(80)), @"
        SEVERITY  STATUS  ID                       TITLE
        sev-1     open    2026-11-24-checkout      Checkout answers HTTP 500 to every
                                                   card payment
        sev-4     closed  2025-06-01-mail-is-late  Mail
        ");
        for columns in [None, Some(90), Some(usize::MAX)] {
            assert_eq!(table(HEADER, &rows(title), columns).lines().count(), 3, "{columns:?}");
        }
    }

    #[test]
    fn columns_that_find_no_room_go_below_and_ids_stay_whole() {
        let title = "Checkout answers HTTP 500 to every card payment";
        insta::assert_snapshot!(table(HEADER, &rows(title), Some(44)), @"
        SEVERITY  STATUS  ID
            TITLE
        sev-1     open    2026-11-24-checkout
            Checkout answers HTTP 500 to every card
            payment
        sev-4     closed  2025-06-01-mail-is-late
            Mail
        ");
        insta::assert_snapshot!(table(HEADER, &rows(""), Some(20)), @"
        SEVERITY  STATUS
            ID
            TITLE
        sev-1     open
            2026-11-24-checkout
        sev-4     closed
            2025-06-01-mail-is-late
            Mail
        ");
    }

    #[test]
    fn a_long_cell_is_cut_on_a_terminal_alone() {
        let long = "very long words ".repeat(20);
        let told = table(HEADER, &rows(&long), Some(40));
        assert!(told.contains("very long…\n") && told.lines().count() == 11, "{told}");
        assert!(told.lines().all(|line| display_width(line) <= 40), "{told}");
        assert!(table(HEADER, &rows(&long), None).contains(long.trim_end()));
    }

    #[test]
    fn figures_stand_in_blocks_where_a_row_does_not_fit() {
        let rows =
            [["sev-3", "3", "20 min (90%: 1 h, 3)"], ["all", "3", "-"]].map(|row| row.map(str::to_owned).to_vec());
        insta::assert_snapshot!(figures(&["SEVERITY", "N", "DETECT"], &rows, Some(32)), @"
        SEVERITY  sev-3
        N         3
        DETECT    20 min (90%: 1 h, 3)

        SEVERITY  all
        N         3
        DETECT    -
        ");
    }
}
