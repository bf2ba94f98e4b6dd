//! Names as people type them: on one line, and nothing where nothing was typed.

use crate::document::timeline::one_line;
use crate::model::Plan;

/// A name without line breaks and blank ends; `None` where nothing is left of it.
pub fn name(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|name| !name.is_empty())
}

/// A name that may not have been given.
pub fn given(text: &Option<String>) -> Option<String> {
    text.as_deref().and_then(name)
}

/// A person who may not have been named, as the roster writes the name.
pub fn person(plan: &Plan, text: &Option<String>) -> Option<String> {
    let name = given(text)?;
    let known = plan.roster.iter().find(|person| person.name.eq_ignore_ascii_case(&name));
    Some(known.map_or(name, |person| person.name.clone()))
}

/// Whether a name says that it is nobody's.
pub fn is_nobody(name: &str) -> bool {
    ["nobody", "no one", "none", "-"].iter().any(|nobody| nobody.eq_ignore_ascii_case(name))
}

/// Several names, the empty ones left out.
pub fn names(texts: &[String]) -> Vec<String> {
    texts.iter().filter_map(|text| name(text)).collect()
}

/// The names in a list as the timeline has it, `a, b`: those of the roster whole, whatever commas they have.
pub fn told_names<'a>(plan: &Plan, list: &'a str) -> Vec<&'a str> {
    let mut names = Vec::new();
    let mut rest = list;
    while !rest.is_empty() {
        let ends = plan.roster.iter().map(|person| person.name.len());
        let is_whole = |end: &usize| {
            let known =
                rest.get(..*end).filter(|name| plan.roster.iter().any(|person| person.name.eq_ignore_ascii_case(name)));
            known.is_some() && rest.get(*end..).is_some_and(|behind| behind.is_empty() || behind.starts_with(", "))
        };
        let end = ends.filter(is_whole).max().or_else(|| rest.find(", ")).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        names.push(name);
        rest = behind.strip_prefix(", ").unwrap_or_default();
    }
    names
}
