//! What assistants ask of a log, by the Model Context Protocol: all of it reads, and nothing writes. One tool is one file,
//! and a word in the list.

mod arguments;
mod gate;
mod lines;
mod server;
mod tool;

use super::Outcome;
use super::context::Context;
use super::failure::Failure;

registry! {
    /// Every tool, in the order in which they are listed.
    pub const TOOLS: [tool::Tool];
    search,
    similar,
    show,
    list,
    statistics,
    rules,
}

/// A Model Context Protocol server, for assistants that help during an incident: they search and read the log, and write
/// nothing
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tell of restricted incidents too; without it, no word of one goes out
    #[arg(long)]
    restricted: bool,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    context.format_of(&["human"])?;
    // Whoever starts it where there is no log hears of it at once.
    context.repository()?;
    server::serve(context.without_progress(), args.restricted)?;
    Ok(Outcome::Done)
}
