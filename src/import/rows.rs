//! Tables of comma-separated values, or of values separated by something else.

use super::failure::{ImportError, Left};
use super::field::{Field, is_same_key};
use crate::text::Source;

/// A row by its columns' names; a name that several columns have holds a list.
#[derive(Clone, Debug)]
pub struct Row {
    /// `path:line`
    pub place: String,
    pub fields: Field,
}

/// A table that was read.
#[derive(Clone, Debug)]
pub struct Rows {
    pub head: Vec<String>,
    pub rows: Vec<Row>,
    /// Rows that do not fit.
    pub left: Vec<Left>,
}

impl Rows {
    /// Whether there are columns of these names.
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.head.iter().any(|column| is_same_key(column, name)))
    }
}

/// Reads a table, whose first row names its columns.
///
/// # Errors
/// Where there is no such row, or a quotation mark is never closed; with the place.
pub fn rows(source: &Source) -> Result<Rows, ImportError> {
    let (start, separator) = beginning(source.text());
    let text = &source.text()[start..];
    if let Some(at) = unclosed(text, separator) {
        let at = source.position(start + at);
        let place = format!("{}:{}:{}", source.path(), at.line, at.column);
        let help = "see whether the export is whole; nothing was brought in";
        return Err(ImportError::new("the quotation mark that opens here is never closed", help).at(place));
    }
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let refused = |error: csv::Error| {
        ImportError::new(format!("this is no table: {error}"), "see whether it is the file that was exported")
            .at(source.path())
    };
    let head: Vec<String> = reader.headers().map_err(refused)?.iter().map(|name| name.trim().to_owned()).collect();
    if head.iter().all(String::is_empty) {
        let help = "the first row names the columns";
        return Err(ImportError::new("there is no table in this file", help).at(source.path()));
    }
    let (mut all, mut left) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(refused)?;
        let at = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or_default());
        // The line break above may still stand before it.
        let blank = text.get(at..).map_or(0, |rest| rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let place = format!("{}:{}", source.path(), source.position(start + at + blank).line);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() > head.len() {
            let why = format!("it has {} cells, and the table {} columns", record.len(), head.len());
            left.push(Left::wrong(place, why));
            continue;
        }
        all.push(Row { place, fields: fields(&head, &record) });
    }
    Ok(Rows { head, rows: all, left })
}

fn fields(head: &[String], record: &csv::StringRecord) -> Field {
    let mut fields: Vec<(String, Field)> = Vec::new();
    for (name, cell) in head.iter().zip(record).filter(|(_, cell)| !cell.trim().is_empty()) {
        let cell = Field::Text(cell.to_owned());
        match fields.iter_mut().find(|(other, _)| other == name) {
            Some((_, Field::List(cells))) => cells.push(cell),
            Some((_, one)) => *one = Field::List(vec![std::mem::take(one), cell]),
            None => fields.push((name.clone(), cell)),
        }
    }
    Field::Map(fields)
}

/// Where a table begins, and what separates its cells: as its own first line says, or what is most in its head.
fn beginning(text: &str) -> (usize, u8) {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let text = &text[mark..];
    let first = text.lines().next().unwrap_or_default();
    if let Some(&[separator]) = first.trim_end().strip_prefix("sep=").map(str::as_bytes) {
        return (mark + first.len() + text[first.len()..].find('\n').map_or(0, |at| at + 1), separator);
    }
    let (mut counts, mut is_quoted) = ([0usize; 4], false);
    const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
    for c in text.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '\n' if !is_quoted => break,
            c if !is_quoted => {
                if let Some(count) = SEPARATORS.iter().position(|other| *other == c).and_then(|at| counts.get_mut(at)) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    let most = (0..SEPARATORS.len()).rev().max_by_key(|at| counts.get(*at)).unwrap_or_default();
    (mark, u8::try_from(SEPARATORS[most]).unwrap_or(b','))
}

/// Where the quotation mark stands that opens a cell and is never closed.
fn unclosed(text: &str, separator: u8) -> Option<usize> {
    let (mut open, mut begins, mut bytes) = (None, true, text.bytes().enumerate().peekable());
    while let Some((at, byte)) = bytes.next() {
        match (open, byte) {
            (None, b'"') if begins => open = Some(at),
            (Some(_), b'"') if bytes.next_if(|(_, next)| *next == b'"').is_none() => open = None,
            _ => {}
        }
        begins = open.is_none() && (byte == separator || byte == b'\n' || byte == b'\r');
    }
    open
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Rows {
        rows(&Source::new("t.csv", text)).unwrap()
    }

    #[test]
    fn a_table_is_read_whatever_separates_its_cells() {
        for text in [
            "id,title,tag,tag\n1,\"a, \"\"b\"\"\nc\",x,y\n\n2,d,,\n",
            "\u{feff}id;title;tag;tag\r\n1;\"a, \"\"b\"\"\nc\";x;y\r\n2;d\r\n",
            "sep=|\nid|title|tag|tag\n1|\"a, \"\"b\"\"\nc\"|x|y\n2|d|\n",
            "id\ttitle\ttag\ttag\n1\t\"a, \"\"b\"\"\nc\"\tx\ty\n2\td\n",
        ] {
            let table = read(text);
            let [first, second] = table.rows.as_slice() else { panic!("{text}: {table:?}") };
            assert_eq!(first.fields.get("title").text(), Some("a, \"b\"\nc"), "{text}");
            assert_eq!(first.fields.get("Tag").texts(), ["x", "y"]);
            assert_eq!((second.fields.get("title").text(), second.fields.get("tag")), (Some("d"), &Field::Null));
            assert!(table.has(&["ID", "title"]) && !table.has(&["status"]));
        }
        assert_eq!(read("id,a\r\n1,b\r\n\r\n2,c\r\n").rows[1].place, "t.csv:4");
        assert_eq!(read("sep=;\nid;a\n1;\"b\nc\"\n2;d\n").rows[1].place, "t.csv:5");
    }

    #[test]
    fn what_is_no_whole_table_says_where() {
        let refused = |text: &str| rows(&Source::new("t.csv", text)).unwrap_err();
        let error = refused("id,title\n1,\"never closed\n2,x\n");
        assert_eq!(error.place.as_deref(), Some("t.csv:2:3"));
        assert_eq!(refused("").message, "there is no table in this file");
        let table = read("id,title\n1,a,b\n2,c\n");
        assert_eq!((table.rows.len(), table.left[0].place.as_str()), (1, "t.csv:2"));
    }

    proptest! {
        #[test]
        fn what_csv_writes_is_read_back(cells in proptest::collection::vec("[a-c,;\"\n\r |é=]{0,6}", 3..7)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record((0..cells.len()).map(|at| format!("c{at}"))).unwrap();
            writer.write_record(&cells).unwrap();
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let table = read(&text);
            for (at, cell) in cells.iter().enumerate() {
                let read = table.rows.first().map(|row| row.fields.get(&format!("c{at}")).clone());
                let expected = if cell.trim().is_empty() { Field::Null } else { Field::Text(cell.clone()) };
                prop_assert_eq!(read.unwrap_or_default(), expected);
            }
        }

        #[test]
        fn no_text_stops_it(text in "[a,;\"\n\r|\u{feff}é]{0,20}") {
            let _ = rows(&Source::new("t.csv", text));
        }
    }
}
