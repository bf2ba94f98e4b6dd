//! Entries of a timeline that stand where their time does not belong.

use super::rule::{Findings, Subject};
use super::timelines::{Timeline, has_own_day, timelines, told_otherwise, untimed};
use crate::model::{Entry, Milestone, Moment, format_moment};
use crate::text::Source;

rule! {
    /// An entry of a timeline stands among entries of another time.
    ///
    /// ## Why
    /// People read a timeline from one end to the other and take what stands below for what came after. An entry out of
    /// order was either put in the wrong place or has the wrong time, most often the wrong day or zone. A timeline may run
    /// from the newest to the oldest, as long as all of it does; entries of one minute may stand in any order.
    ///
    /// ## Good
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:20:00Z [status] Queries take eight seconds.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T09:20:00Z [status] Queries take eight seconds.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "timeline-out-of-order", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for timeline in timelines(subject) {
        let source = timeline.source;
        let mut strays = strays(subject, &timeline).into_iter().peekable();
        let contradicted = contradicted(subject, &timeline);
        // Whether the entry above has been found, so that nobody knows which day a time alone is on.
        let mut lost = false;
        for entry in timeline.entries {
            let Some(stray) = strays.next_if(|stray| std::ptr::eq(stray.entry, entry)) else {
                lost = untimed(source, entry).is_some();
                continue;
            };
            let follows = lost && !has_own_day(source, entry);
            let is_found_elsewhere =
                timeline.is_copied(entry) || contradicted.iter().any(|other| std::ptr::eq(*other, entry));
            if !follows && !is_found_elsewhere {
                findings.report(source, entry.time_span, stray.message, stray.help);
            }
            lost = true;
        }
    }
}

/// An entry that is not in order.
struct Stray<'a> {
    entry: &'a Entry,
    message: String,
    help: String,
}

/// The entries that are not in order, as they stand.
fn strays<'a>(subject: &Subject<'_>, timeline: &Timeline<'a>) -> Vec<Stray<'a>> {
    let source = timeline.source;
    // A date alone has no place among the times of its day.
    let has_time = |entry: &&Entry| source.slice(entry.time_span).contains(':');
    let timed = timeline.entries.iter().filter(has_time);
    let timed = timed.filter_map(|entry| Some((entry, entry.at.filter(|at| !subject.is_future(*at))?)));
    let mut entries: Vec<_> = timed.collect();
    let newest_first = runs_newest_first(&entries);
    if newest_first {
        entries.reverse();
    }
    let minutes: Vec<_> = entries.iter().map(|(_, at)| at.timestamp().div_euclid(60)).collect();
    let kept = longest_in_order(&minutes);
    // Its neighbours that are in order: one of them contradicts an entry that is not.
    let (mut before, mut kept) = (None, kept.into_iter().peekable());
    let mut strays = Vec::new();
    for (number, (entry, at)) in entries.iter().enumerate() {
        if kept.next_if_eq(&number).is_some() {
            before = Some((*entry, *at));
            continue;
        }
        let after = kept.peek().and_then(|number| entries.get(*number)).copied();
        let (other, is_below) = match (before.filter(|(_, before)| before > at), after) {
            (Some(before), _) => (before, true),
            (None, Some(after)) => (after, false),
            (None, None) => continue,
        };
        let side = if is_below == newest_first { "above" } else { "below" };
        let message = format!("this entry of {} stands {side} one of {}", format_moment(*at), format_moment(other.1));
        strays.push(Stray { entry, message, help: help(source, [entry, other.0], newest_first) });
    }
    if newest_first {
        strays.reverse();
    }
    strays
}

/// The milestones to which the front matter gives another time, which are found for that.
fn contradicted<'a>(subject: &Subject<'_>, timeline: &Timeline<'a>) -> Vec<&'a Entry> {
    let told = |incident| Milestone::ALL.iter().filter_map(move |one| told_otherwise(subject, incident, *one));
    timeline.incident.into_iter().flat_map(told).map(|(entry, _)| entry).collect()
}

fn help(source: &Source, entries: [&Entry; 2], newest_first: bool) -> String {
    match entries.iter().find(|entry| !has_own_day(source, entry)) {
        Some(entry) => {
            let time = source.slice(entry.time_span);
            format!("mend its time, or write the date before `{time}`: it is taken from the entry above")
        }
        None => {
            let order = if newest_first { "the newest to the oldest" } else { "the oldest to the newest" };
            format!("mend its time, or move it: this timeline runs from {order}")
        }
    }
}

fn runs_newest_first(entries: &[(&Entry, Moment)]) -> bool {
    let steps = entries.iter().zip(entries.iter().skip(1));
    let (down, up): (Vec<_>, Vec<_>) =
        steps.filter(|((_, a), (_, b))| a != b).partition(|((_, earlier), (_, later))| earlier > later);
    let ends = entries.first().zip(entries.last());
    down.len() > up.len() && ends.is_some_and(|((_, first), (_, last))| first > last)
}

/// The numbers of the most entries that are in order as they stand, so that as few as can be are out of place; of two
/// that contradict each other, the first is kept.
fn longest_in_order(minutes: &[i64]) -> Vec<usize> {
    // From the end: the best run of each length that begins here, by the number of its first entry.
    let (mut heads, mut next): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), vec![None; minutes.len()]);
    let minute = |number: usize| minutes.get(number).copied().unwrap_or_default();
    for number in (0..minutes.len()).rev() {
        let length = heads.partition_point(|head| minute(*head) >= minute(number));
        let follows = length.checked_sub(1).and_then(|shorter| heads.get(shorter).copied());
        if let Some(slot) = next.get_mut(number) {
            *slot = follows;
        }
        match heads.get_mut(length) {
            Some(head) => *head = number,
            None => heads.push(number),
        }
    }
    let chain = std::iter::successors(heads.last().copied(), |number| next.get(*number).copied().flatten());
    chain.collect()
}

#[cfg(test)]
mod tests {
    use super::longest_in_order;
    use crate::rules::testing::{Case, INCIDENT, POSTMORTEM};
    use proptest::prelude::*;

    const MITIGATED: &str = "- 2026-03-02T09:30:00Z [mitigated] The old index serves again.\n";

    #[test]
    fn the_one_entry_that_does_not_belong_is_found_at_its_time() {
        let case = Case::sound().replace(MITIGATED, &format!("{MITIGATED}- 2026-03-02T09:12:00Z The index is read.\n"));
        case.clone().finds(&[&format!("{INCIDENT}:31:3 timeline-out-of-order")]);
        case.says(
            "this entry of 2026-03-02T09:12:00Z stands below one of 2026-03-02T09:30:00Z",
            "mend its time, or move it: this timeline runs from the oldest to the newest",
        );
        let case = Case::sound().replace(MITIGATED, &format!("- 2026-03-02T19:12:00Z The index is read.\n{MITIGATED}"));
        case.clone().finds(&[&format!("{INCIDENT}:30:3 timeline-out-of-order")]);
        case.says(
            "this entry of 2026-03-02T19:12:00Z stands above one of 2026-03-02T09:30:00Z",
            "mend its time, or move it: this timeline runs from the oldest to the newest",
        );
    }

    #[test]
    fn a_time_alone_after_midnight_wants_its_date() {
        let night = "- 2026-03-02 23:50 The index is read.\n- 00:10 It is written.\n";
        let case = Case::sound().replace_in_postmortem("- 2026-03-02T09:00:00Z [started]", &format!("{night}- 00:20"));
        case.clone().finds(&[&format!("{POSTMORTEM}:15:3 timeline-out-of-order")]);
        case.says(
            "this entry of 2026-03-02T23:50:00Z stands above one of 2026-03-02T00:10:00Z",
            "mend its time, or write the date before `00:10`: it is taken from the entry above",
        );
    }

    #[test]
    fn one_date_that_is_missing_is_one_finding() {
        let nights = "- 23:50 A.\n- 00:10 B.\n- 00:20 C.\n- 2026-03-03 00:30 D.\n- 2026-03-02 23:55 E.\n";
        let announced = "- 2026-03-02T10:05:00Z [announced] All clear.\n";
        let case = Case::sound().replace(announced, &format!("{announced}{nights}"));
        case.finds(&[
            &format!("{INCIDENT}:34:3 timeline-out-of-order"),
            &format!("{INCIDENT}:37:3 timeline-out-of-order"),
        ]);
        let unread = "- 23:50 A.\n- 3. March, 00:05: B.\n- 00:10 C.\n";
        let case = Case::sound().replace(announced, &format!("{announced}{unread}"));
        case.finds(&[&format!("{INCIDENT}:34:3 untimed-entry")]);
    }

    #[test]
    fn a_list_from_the_newest_to_the_oldest_is_in_order() {
        let text = Case::sound().text(INCIDENT);
        let (before, timeline) = text.split_once("## Timeline\n").unwrap_or_default();
        let mut lines: Vec<_> = timeline.lines().rev().collect();
        let reversed = |lines: &[&str]| format!("{before}## Timeline\n{}\n", lines.join("\n"));
        Case::sound().file(INCIDENT, reversed(&lines)).finds(&[]);
        lines.insert(2, "- 2026-03-02T09:12:00Z The index is read.");
        let case = Case::sound().file(INCIDENT, reversed(&lines));
        case.clone().finds(&[&format!("{INCIDENT}:29:3 timeline-out-of-order")]);
        case.says(
            "this entry of 2026-03-02T09:12:00Z stands above one of 2026-03-02T09:30:00Z",
            "mend its time, or move it: this timeline runs from the newest to the oldest",
        );
    }

    #[test]
    fn entries_of_one_minute_other_zones_and_entries_without_a_time_are_in_order() {
        let more = "- 2026-03-02 at some time: D.\n- 2026-03-02T04:30:40-05:00 A.\n- 2026-03-02T09:30:20Z B.\n- a while later: C.\n";
        let found = Case::sound().replace(MITIGATED, &format!("{MITIGATED}{more}")).run();
        assert!(found.iter().all(|finding| finding.rule != "timeline-out-of-order"), "{found:#?}");
    }

    #[test]
    fn a_wrong_entry_is_one_finding() {
        // The milestone that the front matter tells otherwise, what has not happened yet, and a copy.
        let found = |case: Case, expected: &str| case.finds(&[&format!("{INCIDENT}:{expected}")]);
        let slip = Case::sound().replace("- 2026-03-02T09:30:00Z [mitigated]", "- 2026-03-02T09:03:00Z [mitigated]");
        found(slip, "8:12 milestone-differs");
        let future = Case::sound().replace(MITIGATED, &format!("- 2027-03-02T09:12:00Z It is read.\n{MITIGATED}"));
        found(future, "30:3 timeline-in-the-future");
        let late = Case::sound().replace("- 2026-03-02T10:05:00Z [announced]", "- 2027-03-02T10:05:00Z [announced]");
        found(late, "32:3 timeline-in-the-future");
        let low = "- 2026-03-02T09:01:00Z The index is read.\n";
        let both = Case::sound().replace(MITIGATED, &format!("{MITIGATED}{low}"));
        found(both.replace_in_postmortem(MITIGATED, &format!("{MITIGATED}{low}")), "31:3 timeline-out-of-order");
    }

    #[test]
    fn an_imported_timeline_is_let_off() {
        Case::sound()
            .replace(MITIGATED, &format!("{MITIGATED}- 2026-03-02T09:12:00Z The index is read.\n"))
            .replace("related: []", "x-imported: cstate")
            .finds(&[]);
    }

    proptest! {
        #[test]
        fn what_is_kept_is_in_order_and_no_longer_run_is(minutes in proptest::collection::vec(0i64..8, 0..9)) {
            let kept = longest_in_order(&minutes);
            let times: Vec<_> = kept.iter().map(|number| minutes[*number]).collect();
            prop_assert!(kept.is_sorted() && times.is_sorted());
            let runs = (0u32..1 << minutes.len()).filter_map(|chosen| {
                let run: Vec<_> = (0..minutes.len()).filter(|n| chosen >> n & 1 == 1).map(|n| minutes[n]).collect();
                run.is_sorted().then_some(run.len())
            });
            prop_assert_eq!(kept.len(), runs.max().unwrap_or_default());
        }
    }
}
