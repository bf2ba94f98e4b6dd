use super::Outcome;
use super::context::Context;
use super::failure::Failure;
use crate::disk;
use crate::document::{default_plan, read_plan};
use crate::git::Markers;
use crate::log::PLAN_PATH;
use crate::merge::{Request, merge};
use crate::text::Source;
use chrono_tz::Tz;
use std::path::{Path, PathBuf};

const RULES: &str = "The front matter is merged key by key, the timeline entry by entry, other sections by lines. Lists such as tags are \
    sets; actions are known by title or ticket. Of what both sides changed:\n\
    - status: the further one holds, where both went forward and its milestone is there\n\
    - lead, severity: the one that the timeline tells of last holds, where both sides have an entry of it\n\
    - anything else, a milestone's time too: a conflict, marked around its line; all else is merged\n\n\
    Any other file, and a document that cannot be read, is merged by lines, as git does. `incident init` tells git to use \
    this; in a new clone, `incident hook install` does.\n\
    Exit status: 0 merged, 1 a conflict is left between markers, 2 could not be done.";

/// Merge three versions of a document into the second one: git's merge driver for the log
#[derive(Debug, clap::Args)]
#[command(after_help = RULES)]
pub struct Args {
    /// The version that both sides began with (%O); empty where both added the file
    base: PathBuf,
    /// Our version (%A); the result is written to it
    ours: PathBuf,
    /// Their version (%B)
    theirs: PathBuf,
    /// Where the file stands in the repository (%P)
    path: String,
    /// How many signs a conflict marker has (%L)
    #[arg(long, value_name = "COUNT", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=200))]
    marker_size: u16,
    /// What our side is called in a marker (%X)
    #[arg(long, value_name = "LABEL", default_value = "ours")]
    ours_label: String,
    /// What their side is called in a marker (%Y)
    #[arg(long, value_name = "LABEL", default_value = "theirs")]
    theirs_label: String,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let read = |path: &Path| {
        std::fs::read(context.directory.join(path)).map_err(|error| Failure {
            place: Some(path.display().to_string()),
            ..Failure::new(format!("this version cannot be read: {error}"), "git names the three files to its driver")
        })
    };
    let [base, ours, theirs] = [read(&args.base)?, read(&args.ours)?, read(&args.theirs)?];
    // A git that does not know a word of the driver's leaves it as it is.
    let label = |label: String, other: &str| if label.starts_with('%') { other.to_owned() } else { label };
    let markers = Markers {
        size: args.marker_size,
        ours: label(args.ours_label, "ours"),
        theirs: label(args.theirs_label, "theirs"),
    };
    let merged = merge(&Request {
        path: &args.path,
        base: &base,
        ours: &ours,
        theirs: &theirs,
        zone: zone(&context.directory, &args.path),
        markers: &markers,
    })?;
    if merged.bytes != ours {
        disk::write_derived(&context.directory.join(&args.ours), &merged.bytes)?;
    }
    Ok(if merged.has_conflicts { Outcome::Found } else { Outcome::Done })
}

/// The zone of the plan of the log that a path of the repository is in, as the work tree has it.
fn zone(top: &Path, path: &str) -> Tz {
    let log = ["incidents/", "agenda/"].iter().find_map(|folder| {
        let at = path.find(folder)?;
        path.get(..at).filter(|log| log.is_empty() || log.ends_with('/'))
    });
    let plan = std::fs::read_to_string(top.join(log.unwrap_or_default()).join(PLAN_PATH));
    plan.map_or_else(|_| default_plan(), |text| read_plan(Source::new(PLAN_PATH, text)).value).time_zone
}
