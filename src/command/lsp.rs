use super::Outcome;
use super::context::Context;
use super::failure::Failure;
use crate::editor::{Incoming, Session, read, write};
use std::io::BufReader;
use std::sync::mpsc::channel;

/// The language server, for editors: what is wrong as one types, completion, what stands behind a word, and quick fixes
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Speak over standard input and output, as it always does; many clients say so
    #[arg(long)]
    stdio: bool,
}

pub fn run(_: Args, context: &Context) -> Result<Outcome, Failure> {
    context.format_of(&["human"])?;
    let mut session = Session::new(Box::new(context.clock()));
    let (send, heard) = channel();
    // What comes while something is worked out is taken in before the next thing is said of it.
    std::thread::spawn(move || {
        let mut input = BufReader::new(std::io::stdin());
        loop {
            let incoming = read(&mut input);
            let is_end = matches!(incoming, Incoming::End);
            if send.send(incoming).is_err() || is_end {
                return;
            }
        }
    });
    let mut output = std::io::stdout().lock();
    let mut say = |messages: Vec<_>| messages.iter().try_for_each(|message| write(&mut output, message));
    while !session.is_over() {
        // When nothing waits to be heard, what is found is told.
        let next = match heard.try_recv() {
            Ok(next) => next,
            Err(_) => {
                say(session.rest())?;
                heard.recv().unwrap_or(Incoming::End)
            }
        };
        say(session.hear(next))?;
    }
    Ok(if session.is_shut_down() { Outcome::Done } else { Outcome::Found })
}
