//! Whom to call: the roster, with phone numbers for those who hold them.

use crate::git::Repository;
use crate::model::{Person, PhoneFrom, Plan};

/// Somebody who can be called, as printed on a terminal; the number where this machine may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callable {
    pub name: String,
    pub function: Option<String>,
    pub phone: Option<String>,
}

/// The roster in the order in which people are called.
pub fn callable(plan: &Plan, repository: &Repository) -> Vec<Callable> {
    let phone = |person: &Person| match person.phone.as_ref()? {
        PhoneFrom::Plan(number) => Some(number.clone()),
        PhoneFrom::Environment(name) => std::env::var(name).ok(),
        PhoneFrom::File(path) => {
            let inside = !path.split('/').any(|part| part == "..") && !path.starts_with('/');
            let root = repository.log_root().filter(|_| inside)?;
            let text = std::fs::read_to_string(root.join(path)).ok()?;
            text.lines().next().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty())
        }
    };
    plan.callable()
        .into_iter()
        .map(|person| Callable { name: person.name.clone(), function: person.function.clone(), phone: phone(person) })
        .collect()
}
