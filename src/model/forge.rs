//! Where a log's files can be seen and edited in a browser.

use crate::text::encoded_path;

/// A repository on GitHub or GitLab, or on a server of a company's own that runs one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forge {
    /// The repository's address without a slash at its end, and what stands between it and the kind of page.
    base: String,
    branch: String,
    /// The log's folder within the repository.
    folder: String,
}

/// The branch where the address names none.
const BRANCH: &str = "main";

impl Forge {
    /// Reads a repository's address as its page has it: `https://github.com/OWNER/REPO`, with `/tree/BRANCH` (GitLab:
    /// `/-/tree/BRANCH`) behind it where the branch is not `main`. `None` where it cannot be told which forge it is.
    pub fn parse(address: &str) -> Option<Self> {
        let address = address.trim_end_matches('/');
        let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
        if rest.contains(|c: char| c.is_whitespace() || c.is_control() || "?#<>\"'@".contains(c)) {
            return None;
        }
        let (repository, branch) = address.split_once("/tree/").unwrap_or((address, BRANCH));
        let (host, path) = rest.split_once('/')?;
        let is_gitlab = repository.ends_with("/-") || host.contains("gitlab");
        let is_known = is_gitlab || host.contains("github") || address.contains("/tree/");
        let repository = repository.trim_end_matches("/-").trim_end_matches(".git");
        let dash = if is_gitlab { "/-" } else { "" };
        let names_one = path.split('/').filter(|name| !name.is_empty()).count() >= 2 && !branch.is_empty();
        (is_known && names_one).then(|| Self {
            base: format!("{repository}{dash}"),
            branch: branch.to_owned(),
            folder: String::new(),
        })
    }

    /// The same for a log that stands in a folder of the repository, which ends with a slash where it is not the root.
    pub fn within(self, folder: &str) -> Self {
        Self { folder: folder.to_owned(), ..self }
    }

    /// The page of a file of the log.
    pub fn file(&self, path: &str) -> String {
        self.page("blob", path)
    }

    /// The page on which a file of the log is edited.
    pub fn edit(&self, path: &str) -> String {
        self.page("edit", path)
    }

    fn page(&self, kind: &str, path: &str) -> String {
        format!("{}/{kind}/{}/{}", self.base, self.branch, encoded_path(&format!("{}{path}", self.folder)))
    }

    /// The page of a commit.
    pub fn commit(&self, id: &str) -> String {
        format!("{}/commit/{id}", self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forge_has_its_addresses() {
        for (address, file, commit) in [
            ("https://github.com/o/r", "https://github.com/o/r/blob/main/a.md", "https://github.com/o/r/commit/1"),
            ("https://github.com/o/r.git/", "https://github.com/o/r/blob/main/a.md", "https://github.com/o/r/commit/1"),
            (
                "https://git.example/o/r/tree/x/y",
                "https://git.example/o/r/blob/x/y/a.md",
                "https://git.example/o/r/commit/1",
            ),
            (
                "https://gitlab.com/g/s/r",
                "https://gitlab.com/g/s/r/-/blob/main/a.md",
                "https://gitlab.com/g/s/r/-/commit/1",
            ),
            (
                "https://git.example/g/r/-/tree/x",
                "https://git.example/g/r/-/blob/x/a.md",
                "https://git.example/g/r/-/commit/1",
            ),
        ] {
            let forge = Forge::parse(address).unwrap_or_else(|| panic!("{address}"));
            assert_eq!((forge.file("a.md").as_str(), forge.commit("1").as_str()), (file, commit));
            assert_eq!(forge.edit("a.md"), file.replace("/blob/", "/edit/"));
        }
    }

    #[test]
    fn a_log_may_stand_in_a_folder() {
        let forge = Forge::parse("https://github.com/o/r").map(|forge| forge.within("my log/"));
        let page = forge.map(|forge| forge.edit("a.md"));
        assert_eq!(page.as_deref(), Some("https://github.com/o/r/edit/main/my%20log/a.md"));
    }

    #[test]
    fn what_is_no_address_of_a_repository_is_none() {
        for address in [
            "",
            "github.com/o/r",
            "javascript:alert(1)//github/o/r",
            "https://github.com/o",
            "https://git.example/o/r",
            "https://user:word@github.com/o/r",
            "https://github.com/o/r?x",
        ] {
            assert_eq!(Forge::parse(address), None, "{address}");
        }
    }
}
