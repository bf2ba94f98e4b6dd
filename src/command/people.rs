//! Whom to call: the roster, with phone numbers for those who hold them.

use super::answer::heading;
use super::fit::prose;
use crate::git::Repository;
use crate::model::{Person, PhoneFrom, Plan};
use crate::text::printable;
use std::io::Read as _;
use std::path::Path;

/// The largest file, in bytes, that is taken for a phone number.
const MOST_BYTES: u64 = 4_000;

/// Somebody who can be called, as printed on a terminal; the number where this machine may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callable {
    pub name: String,
    pub function: Option<String>,
    pub phone: Option<String>,
}

impl Callable {
    /// Name, function and number on one line.
    pub fn line(&self) -> String {
        let function = self.function.as_ref().map(|function| format!(" ({function})")).unwrap_or_default();
        let phone = self.phone.as_ref().map(|phone| format!("  {phone}")).unwrap_or_default();
        format!("{}{function}{phone}", self.name)
    }
}

/// The roster in the order in which people are called.
pub fn callable(plan: &Plan, repository: &Repository) -> Vec<Callable> {
    let phone = |person: &Person| match person.phone.as_ref()? {
        PhoneFrom::Plan(number) => Some(number.clone()),
        PhoneFrom::Environment(name) => std::env::var(name).ok(),
        PhoneFrom::File(path) => {
            let inside = !path.split('/').any(|part| part == "..") && !path.starts_with('/');
            let root = repository.log_root().filter(|_| inside)?;
            number_in(&root, path)
        }
    };
    plan.callable()
        .into_iter()
        .map(|person| Callable { name: person.name.clone(), function: person.function.clone(), phone: phone(person) })
        .collect()
}

/// Whom to call until somebody acknowledges, and how that is written down; nothing where the roster calls nobody.
pub fn whom_to_call(people: &[Callable], id: &str, columns: Option<usize>) -> String {
    if people.is_empty() {
        return String::new();
    }
    let mut lines = format!("{}\n", heading("Until somebody acknowledges, call:"));
    for (number, person) in people.iter().enumerate() {
        let number = format!("  {}. ", number + 1);
        lines += &prose(&number, &printable(&person.line()), number.len(), columns);
    }
    let then = format!("Whoever takes it on is written down: `incident escalate {} --ack NAME`", printable(id));
    lines + &prose("  ", &then, 2, columns)
}

/// The first line of a file. A pipe would wait for ever, and a link can lead to a file that is nobody's number.
fn number_in(root: &Path, path: &str) -> Option<String> {
    let mut at = root.to_owned();
    for name in path.split('/') {
        at.push(name);
        if at.symlink_metadata().ok()?.is_symlink() {
            return None;
        }
    }
    let found = at.symlink_metadata().ok()?;
    if !found.is_file() || found.len() > MOST_BYTES {
        return None;
    }
    let mut text = String::new();
    std::fs::File::open(at).ok()?.take(MOST_BYTES).read_to_string(&mut text).ok()?;
    text.lines().next().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty())
}
