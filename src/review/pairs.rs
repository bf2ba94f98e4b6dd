//! Which incident of one log is which of the other.

use crate::log::{IncidentFolder, Log};
use std::collections::{HashMap, HashSet};

/// An incident before and after; one of the two is there.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    pub base: Option<&'a IncidentFolder>,
    pub head: Option<&'a IncidentFolder>,
}

/// The incidents of two logs, paired, and where the files of one stand in the other.
pub struct Pairs<'a> {
    pub all: Vec<Pair<'a>>,
    renamed: &'a HashMap<String, String>,
    /// Folders that have another path, old to new.
    folders: HashMap<&'a str, &'a str>,
}

impl<'a> Pairs<'a> {
    /// Pairs by path, then by id, then by the files that git knows as renamed (old path to new).
    pub fn of(base: &'a Log, head: &'a Log, renamed: &'a HashMap<String, String>) -> Self {
        let by_path: HashMap<&str, &IncidentFolder> =
            head.incidents.iter().map(|folder| (folder.path.as_str(), folder)).collect();
        let old: HashSet<&str> = base.incidents.iter().map(|folder| folder.path.as_str()).collect();
        let mut free: HashMap<&str, &IncidentFolder> =
            by_path.iter().filter(|(path, _)| !old.contains(*path)).map(|(path, folder)| (*path, *folder)).collect();
        let mut folders = HashMap::new();
        let mut all = Vec::new();
        let (mut left, mut gone) = (Vec::new(), Vec::new());
        for folder in &base.incidents {
            match by_path.get(folder.path.as_str()) {
                Some(same) => all.push(Pair { base: Some(folder), head: Some(same) }),
                None => left.push(folder),
            }
        }
        // A folder that was moved keeps its id; it goes before what only looks alike.
        for folder in left {
            let mut same = free.values().filter(|other| other.name == folder.name);
            match (same.next().copied(), same.next()) {
                (Some(only), None) => {
                    free.remove(only.path.as_str());
                    folders.insert(folder.path.as_str(), only.path.as_str());
                    all.push(Pair { base: Some(folder), head: Some(only) });
                }
                _ => gone.push(folder),
            }
        }
        for folder in gone {
            let new = ["incident.md", "postmortem.md"].iter().find_map(|name| {
                let (path, file) = renamed.get(&format!("{}/{name}", folder.path))?.rsplit_once('/')?;
                (file == *name).then(|| free.remove(path)).flatten()
            });
            if let Some(new) = new {
                folders.insert(folder.path.as_str(), new.path.as_str());
            }
            all.push(Pair { base: Some(folder), head: new });
        }
        all.extend(free.into_values().map(|folder| Pair { base: None, head: Some(folder) }));
        all.sort_by_key(|pair| std::cmp::Reverse(pair.key()));
        Self { all, renamed, folders }
    }

    /// The path that a file of the first log has in the second.
    pub fn path_at_head(&self, path: &str) -> String {
        let moved =
            path.rsplit_once('/').and_then(|(folder, name)| Some(format!("{}/{name}", self.folders.get(folder)?)));
        moved.or_else(|| self.renamed.get(path).cloned()).unwrap_or_else(|| path.to_owned())
    }
}

impl<'a> Pair<'a> {
    /// The incident as it is now, or was last.
    pub fn last(&self) -> Option<&'a IncidentFolder> {
        self.head.or(self.base)
    }

    /// The ids that it has and had.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.base.into_iter().chain(self.head).map(|folder| folder.name.as_str())
    }

    fn key(&self) -> (&'a str, &'a str) {
        self.last().map_or(("", ""), |folder| (folder.name.as_str(), folder.path.as_str()))
    }
}
