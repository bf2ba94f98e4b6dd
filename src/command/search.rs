use super::context::Context;
use super::failure::Failure;
use super::fetched::fetched;
use super::logs::each;
use super::named_log::{NamedLog, named_log};
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
    #[arg(long = "log", value_name = "NAME=PLACE", value_parser = named_log)]
    logs: Vec<NamedLog>,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let logs = fetched(&args.logs, Depth::Newest, context)?;
    let (past, firsts) = match logs.as_slice() {
        [] => (context.look_back()?.past, Vec::new()),
        logs => look_back_in(logs, context)?,
    };
    let words = args.words.join(" ");
    let found = past.search(&words, args.limit);
    let found: Vec<_> = found.into_iter().map(|found| (log_of(&found, &firsts), found.similar)).collect();
    let pages = match logs.as_slice() {
        [] => found::pages(&context.pages()?, &words, args.limit, None),
        logs => {
            let one = |log: &NamedLog| {
                let pages = context.of_log(log).pages().map_err(|failure| log.failed(failure))?;
                Ok(found::pages(&pages, &words, args.limit, Some(&log.name)))
            };
            logs.iter().map(one).collect::<Result<Vec<_>, Failure>>()?.concat()
        }
    };
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

/// The past of several logs as of one, and where the incidents of each begin in it.
fn look_back_in<'a>(logs: &'a [NamedLog], context: &Context) -> Result<(Past, Firsts<'a>), Failure> {
    each(logs, context, |_, _| Ok(()))?;
    let (mut pasts, mut firsts, mut first) = (Vec::new(), Vec::new(), 0);
    for log in logs {
        let past = context.of_log(log).look_back().map_err(|failure| log.failed(failure))?.past;
        firsts.push((first, log.name.as_str()));
        first += past.count();
        pasts.push(past);
    }
    Ok((Past::joined(pasts), firsts))
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
