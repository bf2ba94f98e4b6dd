//! Files with the roster's phone numbers that git has.

use super::rule::{Findings, Subject};
use crate::model::PhoneFrom;
use crate::text::joined;

rule! {
    /// A file with somebody's phone number is in git.
    ///
    /// ## Why
    /// `phone-from: file:…` is there so that a number stays on the machines of those who call it. Once the file is in the
    /// repository, everybody who can clone the log has the number, and it stays in the history.
    ///
    /// ## Good
    /// ```yaml plan
    /// roster: [{name: Tech Lead, phone-from: "file:phones/lead"}]
    /// ```
    /// ## Bad
    /// ```yaml plan
    /// roster: [{name: Tech Lead, phone-from: "file:incidents/2026/2026-03-02-search-is-slow/error-rate.png"}]
    /// ```
    "phone-file-in-git", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let plan = &subject.log.plan;
    for person in plan.front.entry("roster").map(|entry| entry.value.items()).unwrap_or_default() {
        let Some(value) = person.entry("phone-from").map(|entry| &entry.value) else { continue };
        let Some(PhoneFrom::File(path)) = value.text().map(PhoneFrom::elsewhere) else { continue };
        let Some(path) = joined("", &path).filter(|path| subject.paths.contains(path)) else { continue };
        let message = format!("`{path}` is in git, and a phone number with it");
        let help = format!("take it out with `git rm --cached {path}`, and add it to .gitignore");
        findings.report(&plan.source, value.span, message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, PLAN};

    fn phone_from(value: &str) -> Case {
        Case::sound()
            .file(PLAN, format!("roster: [{{name: Tech Lead, phone-from: \"{value}\"}}]\n"))
            .file("phones/lead", "x")
    }

    #[test]
    fn a_file_that_git_has_is_found_where_the_plan_names_it() {
        for value in
            ["file:phones/lead", "phones/lead", "file: ./phones/lead", "file:phones/./lead", "file:phones//lead"]
        {
            phone_from(value).finds(&[&format!("{PLAN}:1:40 phone-file-in-git")]);
        }
        phone_from("phones/lead").says(
            "`phones/lead` is in git, and a phone number with it",
            "take it out with `git rm --cached phones/lead`, and add it to .gitignore",
        );
    }

    #[test]
    fn a_file_that_git_has_not_and_the_environment_are_let_be() {
        phone_from("file:phones/other").finds(&[]);
        phone_from("env:phones/lead").finds(&[]);
    }
}
