//! Investigation threads: a theory is opened, reported on, confirmed or ruled out.

use super::failure::RespondError;
use super::names::{given, name, person};
use super::step::{check_time, incident_document, ongoing};
use crate::document::timeline::with_attributes;
use crate::document::{DocumentKind, Draft, nearest};
use crate::log::{IncidentFolder, Log};
use crate::model::{EntryKind, Moment, Status, Thread, ThreadState, threads};
use crate::text::typed_word;

/// A name of more words than these may be the text of a thread whose name was left out.
const MOST_WORDS: usize = 2;

/// What is said of a thread.
#[derive(Clone, Debug)]
pub struct ThreadReport {
    pub name: String,
    /// May be left out where the state says it.
    pub text: Option<String>,
    pub owner: Option<String>,
    pub priority: Option<String>,
    pub state: Option<ThreadState>,
    pub by: Option<String>,
    pub at: Moment,
}

/// Opens a thread, or reports on one that there is. Of an incident that is resolved, a thread that was left open is settled.
///
/// # Errors
/// Where nothing is said, a new thread has no owner or is a slip for one that there is, the incident is over, or `at`
/// lies in the future.
pub fn report_on_thread(
    log: &Log,
    folder: &IncidentFolder,
    report: &ThreadReport,
    now: Moment,
) -> Result<Draft, RespondError> {
    let thread_name = name(&report.name).filter(|name| !name.contains(['[', ']']));
    let Some(thread_name) = thread_name else {
        let message = format!("`{}` is no name for a thread", report.name.trim());
        return Err(RespondError::new(message, "name it in a word or two, without brackets"));
    };
    check_time("the report", report.at, now)?;
    let document = incident_document(folder)?;
    let all = threads(&document.timeline);
    let thread = all.iter().find(|thread| thread.is_named(&thread_name));
    let is_settling = matches!(report.state, Some(ThreadState::Confirmed | ThreadState::RuledOut));
    if document.value.status() != Status::Resolved || thread.is_none() {
        ongoing(folder)?;
    } else if !is_settling {
        return Err(RespondError::new(
            format!("{} is resolved, so its threads can only be settled", folder.name),
            "name how it ended: --state confirmed or --state ruled-out",
        ));
    }
    if thread.is_none() && report.text.as_deref().is_none_or(|text| text.trim().is_empty()) {
        return Err(no_thread(&folder.name, &thread_name, &all));
    }
    let text = words(report)?;
    let owner = match thread {
        Some(_) => person(&log.plan.value, &report.owner),
        None => {
            let owner = owner_of_new(report, &thread_name, &all, document.value.lead.as_deref())?;
            person(&log.plan.value, &Some(owner))
        }
    };
    let who = person(&log.plan.value, &report.by).or_else(|| owner.clone().filter(|_| thread.is_none()));
    let who = who.map(|who| format!("{who}: ")).unwrap_or_default();
    let state = report.state.map(|state| state.word().to_owned());
    let attributes = [("owner", owner), ("priority", given(&report.priority)), ("state", state)];
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, log.plan.value.time_zone);
    let subject = thread.map_or(thread_name.as_str(), |thread| thread.name);
    let entry = with_attributes(&format!("{who}{text}"), &attributes);
    draft.add_entry(report.at, EntryKind::Theory, Some(subject), &entry)?;
    Ok(draft)
}

/// What is said of a thread; of one that there is, the state may say it all.
fn words(report: &ThreadReport) -> Result<String, RespondError> {
    if let Some(text) = report.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        return Ok(text.to_owned());
    }
    match report.state {
        Some(ThreadState::Confirmed) => Ok("Confirmed.".to_owned()),
        Some(ThreadState::RuledOut) => Ok("Ruled out.".to_owned()),
        Some(ThreadState::Open) => Ok("Open again.".to_owned()),
        None => Err(RespondError::new("the report is empty", "say in a line how it stands, or name --state")),
    }
}

/// Who owns a new thread: whoever is named, else the lead. Without an owner, a name that is nearly another thread's is
/// taken for a slip.
fn owner_of_new(
    report: &ThreadReport,
    name: &str,
    all: &[Thread<'_>],
    lead: Option<&str>,
) -> Result<String, RespondError> {
    if let Some(owner) = given(&report.owner) {
        return Ok(owner);
    }
    if let Some(near) = meant(name, all) {
        let help = format!("did you mean `{near}`? --owner opens another one");
        return Err(RespondError::new(format!("there is no thread `{name}`"), help));
    }
    lead.map(str::to_owned).ok_or_else(|| {
        RespondError::new(format!("the thread `{name}` has no owner"), "name with --owner who looks into it")
    })
}

/// The thread that a name which is none's may be a slip or the beginning of.
fn meant<'a>(name: &str, all: &[Thread<'a>]) -> Option<&'a str> {
    let name = name.to_lowercase();
    let begins = |thread: &&Thread<'_>| thread.name.to_lowercase().starts_with(&name);
    nearest(&name, all.iter().map(|thread| thread.name)).or_else(|| all.iter().find(begins).map(|thread| thread.name))
}

fn no_thread(id: &str, name: &str, all: &[Thread<'_>]) -> RespondError {
    let named = || all.iter().map(|thread| format!("`{}`", thread.name)).collect::<Vec<_>>().join(", ");
    let typed = typed_word(name);
    let help = match (meant(name, all), all.is_empty()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, _) if name.split(' ').count() > MOST_WORDS => {
            format!(
                "where that is what may be the cause, its NAME is missing, a word or two: `incident thread {id} NAME {typed}`"
            )
        }
        (None, true) => format!("`incident thread {id} {typed} TEXT` opens it: say in a line what may be the cause"),
        (None, false) => format!("there is {}; with a TEXT this one is opened: what may be the cause", named()),
    };
    RespondError::new(format!("there is no thread `{name}`"), help)
}
