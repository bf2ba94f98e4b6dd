use super::context::Context;
use super::failure::Failure;
use super::{Outcome, answer, found, parse};
use serde_json::json;
use std::io::Write as _;

/// Past incidents that say something, entry or post-mortem, with what solved them
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The words; all of them, or where no incident has all, some
    #[arg(required = true, value_name = "QUERY")]
    words: Vec<String>,
    /// At most this many
    #[arg(long, short = 'n', value_name = "COUNT", default_value = "10", value_parser = parse::count)]
    limit: usize,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let past = context.look_back()?.past;
    let found = past.search(&args.words.join(" "), args.limit);
    let found: Vec<_> = found.into_iter().map(|found| found.similar).collect();
    match json {
        true => answer::print(&json!({"incidents": found::in_json(&found)}))?,
        false if found.is_empty() => writeln!(anstream::stdout(), "no incident says that")?,
        false => found::print(&found, "", context.columns)?,
    }
    let broken = past.broken();
    if broken > 0 {
        answer::aside(&format!("note: {broken} of the incidents cannot be read; `incident validate` tells why"));
    }
    Ok(if found.is_empty() { Outcome::Found } else { Outcome::Done })
}
