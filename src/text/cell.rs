//! Cells of a table that a spreadsheet opens.

/// A text as a cell that no spreadsheet takes for a formula: one that looks like one has a quotation mark before it.
pub fn csv_cell(text: &str) -> String {
    let is_formula = text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_quoted() {
        for (text, cell) in [("=1+1", "'=1+1"), (" @SUM(A1)", "' @SUM(A1)"), ("a=b", "a=b"), ("-", "'-"), ("", "")] {
            assert_eq!(csv_cell(text), cell);
        }
    }
}
