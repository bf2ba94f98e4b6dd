//! How the incidents that go on stand: for how long, who leads, and what is owed this minute.

use crate::log::{IncidentFolder, Log};
use crate::model::{Entry, Incident, Moment, Thread, ThreadState, threads};
use chrono::Duration;

/// An incident that goes on.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    pub folder: &'a IncidentFolder,
    pub incident: &'a Incident,
    /// For how long it goes on; `None` where nobody wrote down when it started.
    pub lasts: Option<Duration>,
    /// Whether it waits for somebody to acknowledge it.
    pub is_unacknowledged: bool,
    pub threads: Vec<ThreadStanding<'a>>,
    /// How long ago anything was written down.
    pub silent: Option<Duration>,
    /// Whether it owes a status by the plan's interval, as its severity has a war room.
    pub is_overdue: bool,
    pub timeline: &'a [Entry],
    /// The worst severity, as which it counts, where the plan does not have the one that is written.
    pub counts_as: Option<&'a str>,
}

/// An investigation thread of one.
#[derive(Clone, Debug)]
pub struct ThreadStanding<'a> {
    pub thread: Thread<'a>,
    /// How long ago anybody reported on it.
    pub silent: Option<Duration>,
    /// In how long it owes a status by the plan's interval, less than nothing where it is overdue; `None` where it owes
    /// none, as it is closed or its severity has no war room.
    pub due: Option<Duration>,
}

impl ThreadStanding<'_> {
    /// Whether it owes a status.
    pub fn is_overdue(&self) -> bool {
        self.due.is_some_and(|due| due < Duration::zero())
    }
}

/// Every incident that goes on, the worst first and of those the newest.
pub fn board(log: &Log, now: Moment) -> Vec<Standing<'_>> {
    let mut standing: Vec<_> = log.incidents.iter().filter_map(|folder| standing_of(log, folder, now)).collect();
    let plan = &log.plan.value;
    standing.sort_by_key(|standing| {
        (plan.owed_rank(standing.incident.severity.as_deref()), standing.lasts.unwrap_or(Duration::MAX))
    });
    standing
}

/// How one incident stands; `None` where it is over or cannot be read.
pub fn standing_of<'a>(log: &'a Log, folder: &'a IncidentFolder, now: Moment) -> Option<Standing<'a>> {
    let document = folder.readable()?;
    let incident = &document.value;
    if !incident.is_ongoing() {
        return None;
    }
    let severity = log.plan.value.owed_severity(incident.severity.as_deref());
    let owes_updates = severity.is_some_and(|severity| severity.requires.war_room.is_some());
    let is_awaited = severity.is_some_and(|severity| severity.escalation.until_acknowledged);
    let interval = Duration::minutes(log.plan.value.update_every.into());
    let since = |at: Moment| (now - at).max(Duration::zero());
    let due = |silent: Duration| owes_updates.then(|| interval - silent);
    let threads = threads(&document.timeline).into_iter().map(|thread| {
        let silent = thread.reported().map(since);
        let due = silent.filter(|_| thread.state() == ThreadState::Open).and_then(due);
        ThreadStanding { thread, silent, due }
    });
    let silent = document.timeline.iter().filter_map(|entry| entry.at).max().map(since);
    Some(Standing {
        folder,
        incident,
        lasts: incident.started.map(since),
        is_unacknowledged: is_awaited && incident.acknowledged.is_none(),
        silent,
        is_overdue: silent.and_then(due).is_some_and(|due| due < Duration::zero()),
        threads: threads.collect(),
        timeline: &document.timeline,
        counts_as: severity
            .map(|severity| severity.id.as_str())
            .filter(|id| !incident.severity.as_deref().is_some_and(|written| written.eq_ignore_ascii_case(id))),
    })
}
