use super::context::Context;
use super::failure::Failure;
use super::step::{Step, StepArgs, words};
use super::talk::SendArgs;
use super::{Outcome, parse};
use crate::model::{EntryKind, Status, format_moment};
use crate::respond::{Note, RespondError, add_note, incident_document};

/// Users are well again: write down since when, and what helped
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// What helped
    #[arg(allow_hyphen_values = true, value_parser = parse::words)]
    text: Option<String>,
    /// Who says so
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    send: SendArgs,
    #[command(flatten)]
    step: StepArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let question = ("What helped?", "one line; what users can do again, and by which step");
    let text = words(args.text, context, &args.id, question, ("what helped", "`incident mitigate ID TEXT`"))?;
    args.step.naming([args.by.as_ref()]).take(context, &args.id, "mitigate", |log, folder, at| {
        let document = incident_document(folder)?;
        if document.value.status() == Status::Closed {
            let help = format!(
                "`incident reopen {0} TEXT` where it came back; `incident note {0} TEXT` adds to its timeline",
                folder.name
            );
            return Err(RespondError::new(format!("{} is closed", folder.name), help));
        }
        let mut warnings = Vec::new();
        if let Some(since) = document.value.mitigated.map(format_moment) {
            if !document.value.is_ongoing() {
                let help = format!("`incident note {} TEXT` adds to its timeline", folder.name);
                return Err(RespondError::new(format!("{} was mitigated at {since}", folder.name), help));
            }
            warnings.push(format!("it counts as mitigated since {since}, and this is one more entry"));
        }
        let note = Note { text, kind: EntryKind::Mitigated, at, by: args.by };
        Ok(Step { warnings, ..Step::told_in_room(add_note(log, folder, &note, context.now)?, args.send) })
    })
}
