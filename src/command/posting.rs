//! What is to be posted in chat, shown ready to paste.

use super::answer::heading;
use super::failure::Failure;
use super::fit::prose;
use super::table::quoted;
use crate::respond::Message;
use crate::text::printable;
use std::io::Write as _;

/// Shows a message, where it goes, and to whom besides.
///
/// # Errors
/// Where standard output cannot be written.
pub fn print_message(message: &Message, columns: Option<usize>) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match &message.channel {
        Some(channel) => writeln!(out, "{}", heading(&format!("Post in {}:", printable(channel))))?,
        None => writeln!(out, "{}", heading("Tell the channel concerned, not the incident channel:"))?,
    }
    write!(out, "{}", quoted(&message.text))?;
    if !message.direct.is_empty() {
        let first = format!("{} ", heading("Send it directly to:"));
        write!(out, "{}", prose(&first, &printable(&message.direct.join(", ")), 2, columns))?;
    }
    Ok(())
}
