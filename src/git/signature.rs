//! Whose signatures commits have, as the user's own git tells it.

use super::failure::GitError;
use super::repository::Repository;
use super::run::{done, git_beside};
use super::setting::user_setting;
use git2::Oid;
use rayon::prelude::*;
use std::collections::HashMap;

/// So many commits are asked about at a time.
const BATCH: usize = 200;

/// The programs by which git looks at signatures. The repository's own configuration may have come from somebody else, so
/// they are the user's, else git's own.
const PROGRAMS: [(&str, &str); 4] = [
    ("gpg.program", "gpg"),
    ("gpg.openpgp.program", "gpg"),
    ("gpg.x509.program", "gpgsm"),
    ("gpg.ssh.program", "ssh-keygen"),
];

/// Whom to trust. As for the programs; nobody, where the user does not say.
const TRUST: [(&str, &str); 3] = [
    ("gpg.ssh.allowedSignersFile", "/dev/null"),
    ("gpg.ssh.revocationFile", ""),
    // What git has where nothing is said.
    ("gpg.minTrustLevel", "undefined"),
];

/// What git says of a commit's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// By a key that git trusts.
    Good,
    None,
    Bad,
    /// By a key that is not trusted here.
    Untrusted,
    /// By a key that expired or was revoked.
    Outdated,
    /// The key is not here, or git was not told whom to trust.
    Unknown,
}

impl Signed {
    /// By the letter that git has for it.
    fn from_letter(letter: &str) -> Self {
        match letter {
            "G" => Self::Good,
            "B" => Self::Bad,
            "U" => Self::Untrusted,
            "X" | "Y" | "R" => Self::Outdated,
            "E" => Self::Unknown,
            _ => Self::None,
        }
    }

    /// What is wrong with it, as it follows `this commit`.
    pub fn what(self) -> &'static str {
        match self {
            Self::Good => "is signed",
            Self::None => "is not signed",
            Self::Bad => "has a signature that does not fit it",
            Self::Untrusted => "is signed by a key that git does not trust here",
            Self::Outdated => "is signed by a key that expired or was revoked",
            Self::Unknown => "has a signature that git cannot check here",
        }
    }
}

impl Repository {
    /// What git says of the signatures of some commits. Nothing of the repository's configuration is
    /// run, and nobody is trusted for it.
    ///
    /// # Errors
    /// Where git is not installed, or refuses.
    pub fn signatures(&self, commits: &[Oid]) -> Result<HashMap<Oid, Signed>, GitError> {
        let (folder, git_dir) = (self.work_tree().unwrap_or(self.git_dir()), self.git_dir());
        let ask = |commits: &[Oid]| -> Result<Vec<(Oid, Signed)>, GitError> {
            let mut git = git_beside(folder);
            git.arg("--git-dir").arg(git_dir).arg("--no-pager");
            for (setting, own) in PROGRAMS {
                let openpgp = (setting == "gpg.openpgp.program").then(|| user_setting("gpg.program")).flatten();
                let program = user_setting(setting).or(openpgp).unwrap_or_else(|| own.to_owned());
                git.arg("-c").arg(format!("{setting}={program}"));
            }
            for (setting, own) in TRUST {
                let value = user_setting(setting).unwrap_or_else(|| own.to_owned());
                git.arg("-c").arg(format!("{setting}={value}"));
            }
            git.args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false"]);
            // A commit is signed itself, and not by what the repository shows in its place.
            git.env("GIT_NO_REPLACE_OBJECTS", "1");
            git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
            git.args(["log", "--no-walk=unsorted", "--no-patch", "--no-ext-diff", "--no-textconv", "--no-color"]);
            git.arg("--format=%H %G?").args(commits.iter().map(Oid::to_string)).arg("--");
            let told =
                done(&mut git, "git does not tell who signed", "`git log --show-signature` shows what is wrong")?;
            let one = |line: &str| {
                let (id, letter) = line.split_once(' ')?;
                Some((Oid::from_str(id).ok()?, Signed::from_letter(letter)))
            };
            Ok(told.lines().filter_map(one).collect())
        };
        let told: Vec<Vec<(Oid, Signed)>> = commits.par_chunks(BATCH).map(ask).collect::<Result<_, _>>()?;
        // Of a signature that it has no means to check, git says that there is none.
        let is_there = |id: &Oid| self.git.extract_signature(id, None).is_ok();
        let seen = |(id, signed)| (id, if signed == Signed::None && is_there(&id) { Signed::Unknown } else { signed });
        Ok(told.into_iter().flatten().map(seen).collect())
    }
}
