use super::context::Context;
use super::failure::Failure;
use super::fetched::fetched;
use super::found::FoundPage;
use super::logs::each;
use super::look_back::LookBack;
use super::named_log::NamedLog;
use super::{Outcome, answer, found, parse};
use crate::git::Depth;
use crate::search::{Match, Past, Similar};
use serde_json::{Value, json};
use std::io::Write as _;

/// Past incidents and the team's own pages that say something, with what solved them
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The words; all of them, or where no incident has all, some
    #[arg(required = true, value_name = "QUERY")]
    words: Vec<String>,
    /// At most this many
    #[arg(long, short = 'n', value_name = "COUNT", default_value = "10", value_parser = parse::count)]
    limit: usize,
    /// Search several logs, each by a name and its folder in a clone, a bare repository, or a git address that is fetched;
    /// once for each. Answers are ranked as if all were one log: by how often an incident has the words, and how few
    /// incidents of all have them
    #[arg(long = "log", value_name = "NAME=PLACE")]
    logs: Vec<String>,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let logs = fetched(&args.logs, Depth::Newest, context)?;
    let words = args.words.join(" ");
    let pages_in = |look_back: &LookBack, log: Option<&str>| -> Result<Vec<FoundPage>, Failure> {
        Ok(found::pages(&look_back.pages()?, &words, args.limit, log))
    };
    let (past, firsts, pages) = match logs.as_slice() {
        [] => {
            let look_back = context.look_back()?;
            let pages = pages_in(&look_back, None)?;
            (look_back.past, Vec::new(), pages)
        }
        logs => look_back_in(logs, context, pages_in)?,
    };
    let found = past.search(&words, args.limit);
    let found: Vec<_> = found.into_iter().map(|found| (log_of(&found, &firsts), found.similar)).collect();
    let is_nothing = found.is_empty() && pages.is_empty();
    match json {
        true => {
            let incidents: Vec<_> = found.iter().map(in_json).collect();
            answer::print(&json!({"incidents": incidents, "pages": pages}))?;
        }
        false if is_nothing => writeln!(anstream::stdout(), "no incident says that")?,
        false => {
            found::print(&found.iter().map(qualified).collect::<Vec<_>>(), "", context.columns)?;
            found::print_pages(&pages, context.columns)?;
        }
    }
    let broken = past.broken();
    if broken > 0 {
        answer::aside(&format!("note: {broken} of the incidents cannot be read; `incident validate` tells why"));
    }
    Ok(if is_nothing { Outcome::Found } else { Outcome::Done })
}

/// Where the incidents of each log begin among those of all, and its name.
type Firsts<'a> = Vec<(usize, &'a str)>;

/// The past of several logs as of one, where the incidents of each begin in it, and what `pages_in` finds in each.
fn look_back_in<'a>(
    logs: &'a [NamedLog],
    context: &Context,
    pages_in: impl Fn(&LookBack, Option<&str>) -> Result<Vec<FoundPage>, Failure>,
) -> Result<(Past, Firsts<'a>, Vec<FoundPage>), Failure> {
    each(logs, context, |_, _| Ok(()))?;
    let (mut pasts, mut firsts, mut first, mut pages) = (Vec::new(), Vec::new(), 0, Vec::new());
    for log in logs {
        let look_back = context.of_log(log).look_back();
        let found = look_back.and_then(|look_back| Ok((pages_in(&look_back, Some(&log.name))?, look_back.past)));
        let (here, past) = found.map_err(|failure| log.failed(failure))?;
        firsts.push((first, log.name.as_str()));
        first += past.count();
        pasts.push(past);
        pages.extend(here);
    }
    Ok((Past::joined(pasts), firsts, pages))
}

fn log_of<'a>(found: &Match, firsts: &[(usize, &'a str)]) -> Option<&'a str> {
    firsts.iter().rev().find(|(first, _)| *first <= found.place).map(|(_, name)| *name)
}

fn qualified((log, similar): &(Option<&str>, Similar)) -> Similar {
    let id = log.map_or_else(|| similar.id.clone(), |log| format!("{log}/{}", similar.id));
    Similar { id, ..similar.clone() }
}

fn in_json((log, similar): &(Option<&str>, Similar)) -> Value {
    let mut told = found::in_json(std::slice::from_ref(similar)).pop().unwrap_or_default();
    if let (Some(log), Some(told)) = (log, told.as_object_mut()) {
        told.insert("log".to_owned(), json!(log));
    }
    told
}
