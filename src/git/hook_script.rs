//! The text of the pre-commit hook, which tells by a sum whether it was changed since.

use super::failure::GitError;
use crate::text::shell_word;
use git2::{ObjectType, Oid};

/// What git calls the hook.
pub(super) const NAME: &str = "pre-commit";
/// What a hook is called that was there before. It stays in its folder, where it may look for other files.
pub(super) const FORMER: &str = "pre-commit.before-incident";

const HEAD: &str = "#!/bin/sh\n\
    # Installed by `incident hook install`, which also brings it up to date; `incident hook uninstall` takes it away again,\n\
    # and puts back what was here before. A change by hand is known by the sum of what follows:\n";
const SUM: &str = "# incident hook ";
const BODY: &str = include_str!("../../templates/hooks/pre-commit");
const CHECK: (&str, &str) = ("check ", " || status=$?");

/// A hook that checks the logs in these folders by this program, else by the one on the PATH.
///
/// # Errors
/// Where the sum cannot be made.
pub fn hook_script(logs: &[String], program: &str, by_shell: bool) -> Result<String, GitError> {
    let checks: String = logs.iter().map(|log| format!("{}{}{}\n", CHECK.0, shell_word(log), CHECK.1)).collect();
    // As with git, a hook that is no program is none; to husky, any text is one.
    let (runs, run) = if by_shell { ("[ -f", "sh -e ") } else { ("[ -x", "") };
    let body = BODY.replace("@RUNS@ \"$former\"", &format!("{runs} \"$former\" ]"));
    let body = body.replace("@RUN@", run).replace("@FORMER@", FORMER);
    let body = body.replace("@PROGRAM@", &shell_word(program)).replace("@CHECKS@", &checks);
    Ok(format!("{HEAD}{SUM}{}\n\n{body}", sum(&body)?))
}

/// The folders of the logs that a hook checks.
pub fn hook_logs(script: &str) -> Vec<String> {
    let checks = script.lines().filter_map(|line| line.strip_prefix(CHECK.0)?.strip_suffix(CHECK.1));
    checks.filter_map(|word| Some(word.strip_prefix('\'')?.strip_suffix('\'')?.replace("'\\''", "'"))).collect()
}

/// Whether a hook of ours is as it was installed; `None` where it is not ours.
pub(super) fn is_unchanged(script: &str) -> Option<bool> {
    let (head, rest) = script.split_once(SUM).filter(|(head, _)| head.is_empty() || head.ends_with('\n'))?;
    let written = rest.split_once("\n\n").filter(|_| head == HEAD);
    Some(written.is_some_and(|(written, body)| sum(body).is_ok_and(|sum| sum == written)))
}

fn sum(body: &str) -> Result<String, GitError> {
    Ok(Oid::hash_object(ObjectType::Blob, body.as_bytes())?.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_hook_tells_what_it_checks_and_whether_it_was_changed() {
        let logs = [".".to_owned(), "it's ops".to_owned()];
        let script = hook_script(&logs, "/opt/a 'b'/incident", false).unwrap();
        assert_eq!(hook_logs(&script), logs);
        assert_eq!(is_unchanged(&script), Some(true));
        assert_eq!(is_unchanged(&script.replace("exit 1", "exit 0")), Some(false));
        assert_eq!(is_unchanged(&script.replacen("#!/bin/sh", "#!/bin/bash", 1)), Some(false));
        assert_eq!(is_unchanged("#!/bin/sh\nexec incident validate --staged\n"), None);
        assert!(
            ["PROGRAM", "FORMER", "RUN", "RUNS", "CHECKS"].iter().all(|name| !script.contains(&format!("@{name}@")))
        );
    }
}
