//! Which incidents a command can be done with: only those are offered to whoever names none.

use crate::log::{IncidentFolder, Log};
use crate::model::{AgendaStatus, Incident, Status, duplicate_of};

/// Whether a command, by the words of its name, can be done with an incident; a document that cannot be read is only shown.
pub fn is_possible(command: &[&str], folder: &IncidentFolder, log: &Log) -> bool {
    let is = |can: &dyn Fn(&Incident) -> bool| folder.readable().is_some_and(|document| can(&document.value));
    let has_item = || log.agenda_of(&folder.name).any(|item| item.document.value.status() == AgendaStatus::Open);
    match command {
        ["resolve" | "lead" | "escalate" | "change"] => is(&Incident::is_ongoing),
        ["mitigate"] => is(&|incident| {
            incident.is_ongoing() || incident.mitigated.is_none() && incident.status() == Status::Resolved
        }),
        ["thread"] => is(&|incident| incident.status() != Status::Closed),
        ["close"] => is(&|incident| incident.status() == Status::Resolved),
        ["reopen"] => is(&|incident| !incident.is_ongoing()),
        ["postmortem"] => folder.postmortem.is_none() && is(&|_| true),
        ["agenda", "open"] => !has_item() && is(&|_| true),
        ["agenda", "brief" | "defer" | "ticket"] => has_item(),
        ["note" | "severity" | "cause"] => is(&|_| true),
        _ => true,
    }
}

/// Whether it is owed, and so stands before the others.
pub fn is_owed(command: &[&str], folder: &IncidentFolder, log: &Log) -> bool {
    let Some(document) = folder.readable().filter(|_| command == ["postmortem"]) else { return false };
    let severity = log.plan.value.owed_severity(document.value.severity.as_deref());
    !document.value.is_ongoing() && severity.is_some_and(|severity| severity.requires.postmortem.is_some())
}

/// What a step means of several incidents: the word for that kind, and whether one is of it.
type Meant = (&'static str, fn(&Incident) -> bool);

/// Which of several incidents with a word in their ids a step means, where there is but one of that kind, and what that is.
pub fn meant_by(command: &[&str]) -> Option<Meant> {
    match command {
        ["note" | "thread" | "change" | "lead" | "severity" | "escalate" | "mitigate" | "resolve"] => {
            Some(("open", Incident::is_ongoing))
        }
        ["close"] => Some(("resolved", |incident| incident.status() == Status::Resolved)),
        ["reopen"] => Some(("ended", |incident| !incident.is_ongoing())),
        _ => None,
    }
}

/// How near an incident is to what people do: what goes on stands before what is over, and a report that was taken back last.
pub fn urgency(folder: &IncidentFolder) -> u8 {
    let Some(document) = folder.readable() else { return 1 };
    match (document.value.is_ongoing(), duplicate_of(&document.value, &document.timeline)) {
        (true, _) => 2,
        (false, None) => 1,
        (false, Some(_)) => 0,
    }
}
