//! The numbers by which the index knows its documents.

use super::documents::SearchDocument;
use crate::model::parse_date;
use chrono::Datelike as _;

/// How many numbers each day has.
const A_DAY: u32 = 8;

/// 1970-01-01, in days of the calendar.
const FIRST: i32 = 719_163;

/// Documents with their numbers, in the order in which they started. Each day has numbers of its own, so that a document
/// that comes, goes or is of another time leaves those of other days as they are; a full day takes of the next ones'.
pub fn keyed(documents: &[SearchDocument]) -> Vec<(u32, &SearchDocument)> {
    let day = |document: &SearchDocument| {
        let date = parse_date(&document.date);
        date.map_or(0, |date| u32::try_from(date.num_days_from_ce() - FIRST).unwrap_or_default().saturating_add(1))
    };
    let mut ordered: Vec<_> = documents.iter().map(|document| (day(document), document)).collect();
    ordered.sort_by(|(a_day, a), (b_day, b)| (a_day, a.started, &a.address).cmp(&(b_day, b.started, &b.address)));
    let mut next = 0;
    let number = |(day, document): (u32, _)| {
        let key = next.max(day.saturating_mul(A_DAY));
        next = key + 1;
        (key, document)
    };
    ordered.into_iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_moment;

    fn document(address: &str, date: &str, time: &str) -> SearchDocument {
        let started = parse_moment(&format!("{date}T{time}:00Z"), chrono_tz::UTC, None).ok();
        SearchDocument { address: address.to_owned(), date: date.to_owned(), started, ..SearchDocument::default() }
    }

    fn numbers(documents: &[SearchDocument]) -> Vec<(u32, &str)> {
        keyed(documents).into_iter().map(|(key, document)| (key, document.address.as_str())).collect()
    }

    #[test]
    fn a_document_keeps_its_number_whatever_other_days_have() {
        let mut all = vec![
            document("late", "1970-01-03", "10:00"),
            document("early", "1970-01-01", "10:00"),
            document("earlier", "1970-01-01", "09:00"),
            document("never", "", ""),
        ];
        assert_eq!(numbers(&all), [(0, "never"), (8, "earlier"), (9, "early"), (24, "late")]);
        all.remove(2);
        all.push(document("between", "1970-01-02", "10:00"));
        assert_eq!(numbers(&all), [(0, "never"), (8, "early"), (16, "between"), (24, "late")]);
    }

    #[test]
    fn a_full_day_takes_of_the_next() {
        let all: Vec<_> = (0..10)
            .map(|number| document(&number.to_string(), "1970-01-01", "10:00"))
            .chain([document("next", "1970-01-02", "10:00"), document("after", "1970-01-03", "10:00")])
            .collect();
        assert_eq!(numbers(&all)[8..], [(16, "8"), (17, "9"), (18, "next"), (24, "after")]);
    }
}
