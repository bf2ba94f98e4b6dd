//! Logs that are named by a git address: fetched by git into the user's cache, over `file://` and over HTTP.

use crate::build::{holding, site};
use crate::git_server::GitServer;
use crate::harness::{Ran, Repository};

/// A folder with a bare repository of a log, `mail.git`, and the clone that it is pushed from, `mail`.
fn remote() -> Repository {
    let folder = Repository::folder();
    folder.git(&["init", "--quiet", "--bare", "--initial-branch=main", "mail.git"]);
    folder.git(&["clone", "--quiet", "mail.git", "mail"]);
    folder.write("mail/incident.yaml", "name: Post office\n");
    report(&folder, "2026-03-02-queue-full", "wombat");
    report(&folder, "2026-04-02-queue-full-again", "numbat");
    folder
}

/// Pushes an incident of its own commit.
fn report(folder: &Repository, id: &str, word: &str) {
    let entry = format!(
        "---\ntitle: {word} stands still\nseverity: sev-2\nvisibility: internal\nstatus: closed\nstarted: {}T08:00:00Z\n---\n\n## Summary\n\nThe {word} wanted.\n\n## Solution\n\nFeed the {word}.\n",
        id.get(..10).unwrap()
    );
    folder.write(&format!("mail/incidents/2026/{id}/incident.md"), &entry);
    for step in [&["add", "."][..], &["commit", "--quiet", "-m", word], &["push", "--quiet", "origin", "HEAD:main"]] {
        folder.git(&[&["-C", "mail"], step].concat());
    }
}

fn file_address(folder: &Repository) -> String {
    format!("mail=file://{}", folder.path("mail.git").display())
}

fn search(folder: &Repository, log: &str, words: &str) -> Ran {
    folder.run(&["search", "--log", log, words])
}

/// The copies that are kept.
fn copies(folder: &Repository) -> Vec<std::path::PathBuf> {
    let cache = folder.root.parent().unwrap().join(".cache/incident/logs");
    let there = std::fs::read_dir(cache).into_iter().flatten().map(|file| file.unwrap().path());
    there.filter(|path| path.is_dir()).collect()
}

#[test]
fn an_address_is_fetched_and_brought_up_to_date_by_each_run() {
    let folder = remote();
    let log = file_address(&folder);
    let found = search(&folder, &log, "wombat").ok();
    assert!(found.stdout.starts_with("mail/2026-03-02-queue-full  "), "{}", found.stdout);
    assert_eq!(found.stderr, "");
    let copy = copies(&folder).pop().expect("a copy is kept");
    let commits =
        |copy: &std::path::Path| folder.git(&["--git-dir", copy.to_str().unwrap(), "rev-list", "--count", "HEAD"]);
    assert_eq!(commits(&copy), "1\n", "a search needs no history");

    // Pages tell of every commit, so a site needs them all.
    folder.run(&["build", "--log", &log]).ok();
    assert_eq!(commits(&copy), "2\n");
    let files = site(&folder, "site");
    let page = String::from_utf8_lossy(&files["mail/incidents/2026-03-02-queue-full/index.html"]).into_owned();
    assert!(page.contains("wombat") && page.contains("Tech Lead"), "{page}");

    report(&folder, "2026-05-02-queue-gone", "bilby");
    assert!(search(&folder, &log, "bilby").ok().stdout.starts_with("mail/2026-05-02-queue-gone  "));
    assert_eq!(commits(&copy), "3\n", "what is whole stays whole");
    assert_eq!(copies(&folder).len(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(copy.parent().unwrap()).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "nobody else reads it: {mode:o}");
    }

    // History that was written anew is followed.
    folder.git(&["-C", "mail", "reset", "--quiet", "--hard", "HEAD~2"]);
    folder.git(&["-C", "mail", "push", "--quiet", "--force", "origin", "HEAD:main"]);
    search(&folder, &log, "bilby").ends(1);
    search(&folder, &log, "wombat").ok();
}

#[test]
fn without_a_network_the_copy_stands_in_and_its_age_is_told() {
    let folder = remote();
    let server = GitServer::start(&folder.root, None);
    let log = format!("mail=http://{}/mail.git", server.host);
    search(&folder, &log, "wombat").ok();
    folder.run(&["build", "--log", &log]).ok();
    report(&folder, "2026-05-02-queue-gone", "bilby");
    server.stop();
    let folder = folder.at("2026-11-24T15:30:00Z");
    let found = search(&folder, &log, "wombat").ok();
    assert!(found.stdout.starts_with("mail/2026-03-02-queue-full  "), "{}", found.stdout);
    assert!(
        found.stderr.starts_with(
            "warning: log mail: it is as of 2026-11-24T12:00:00Z, 3 h 30 min ago: git did not fetch http://127.0.0.1:"
        ),
        "{}",
        found.stderr
    );
    folder.run(&["build", "--log", &log]).ok();
    assert!(!holding(&site(&folder, "site"), "wombat").is_empty());

    // What was never fetched cannot stand in.
    let never = folder.run(&["build", "--out", "other", "--log", &log.replace("mail.git", "other.git")]).fails();
    assert!(
        never.contains("log mail: git did not fetch http://127.0.0.1:") && never.contains("git ls-remote"),
        "{never}"
    );
    assert!(!folder.path("other").exists());
}

#[test]
fn a_copy_without_history_says_so_where_the_rest_cannot_be_fetched() {
    let folder = remote();
    let server = GitServer::start(&folder.root, None);
    let log = format!("mail=http://{}/mail.git", server.host);
    search(&folder, &log, "wombat").ok();
    server.stop();
    let said = folder.run(&["build", "--log", &log]).ok().stderr;
    assert!(said.contains("it is without history, so no page tells who changed it"), "{said}");
}

#[test]
fn who_is_refused_gets_no_old_copy_and_no_password_is_told() {
    let folder = remote();
    let server = GitServer::start(&folder.root, Some("reader:s3cret"));
    let host = server.host.clone();
    let with = |user: &str| format!("mail=http://{user}@{host}/mail.git");
    search(&folder, &with("reader:s3cret"), "wombat").ok();
    let refused = search(&folder, &with("reader:w0mbat"), "wombat").fails();
    assert!(refused.contains(&format!("git did not fetch http://***@{host}/mail.git")), "{refused}");
    assert!(!refused.contains("w0mbat") && !refused.contains("s3cret"), "{refused}");
    let json = folder.run(&["build", "--format", "json", "--log", &with("reader:s3cret")]).ok();
    server.stop();
    let stale = search(&folder, &with("reader:s3cret"), "wombat").ok();
    assert!(stale.stderr.starts_with("warning: log mail: it is as of "), "{}", stale.stderr);
    for text in [&json.stdout, &json.stderr, &stale.stdout, &stale.stderr] {
        assert!(!text.contains("s3cret"), "{text}");
    }
    // Neither is it kept.
    assert_eq!(copies(&folder).len(), 1);
    for file in walkdir::WalkDir::new(folder.root.parent().unwrap().join(".cache")) {
        let path = file.unwrap().into_path();
        let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
        let whole = format!("{}{}", path.display(), String::from_utf8_lossy(&bytes));
        assert!(!whole.contains("s3cret"), "{}", path.display());
    }
    assert!(holding(&site(&folder, "site"), "s3cret").is_empty());
}

#[test]
fn nothing_of_the_other_repository_is_run_and_no_address_starts_a_program() {
    let folder = remote();
    let evil = "#!/bin/sh\ntouch \"$MARK\"\n";
    for hook in ["reference-transaction", "post-update", "post-checkout", "post-merge", "pre-auto-gc"] {
        for place in ["mail.git/hooks", "mail/.git/hooks", "template/hooks", "own-hooks"] {
            let path = format!("{place}/{hook}");
            folder.write(&path, evil);
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                std::fs::set_permissions(folder.path(&path), std::fs::Permissions::from_mode(0o755)).unwrap();
            }
        }
    }
    folder.git(&["-C", "mail.git", "config", "uploadpack.packObjectsHook", "touch \"$MARK\"; exec"]);
    folder.git(&["config", "--global", "init.templateDir", folder.path("template").to_str().unwrap()]);
    folder.git(&["config", "--global", "core.hooksPath", folder.path("own-hooks").to_str().unwrap()]);
    let mark = folder.path("mark");
    let folder = folder.with("MARK", mark.to_str().unwrap());
    search(&folder, &file_address(&folder), "wombat").ok();
    folder.run(&["build", "--log", &file_address(&folder)]).ok();
    assert!(!mark.exists(), "a hook was run");

    for address in [
        "ext::sh -c touch% mark",
        "ext::touch mark",
        "ext://touch",
        "fd::0",
        "--upload-pack=touch mark;:x",
        "-u touch:x",
        "ssh://-oProxyCommand=touch%20mark/x",
        "git@-oProxyCommand=touch:x",
        "ftp://host/x",
    ] {
        let refused = folder.run(&["build", "--out", "other", &format!("--log=mail={address}")]).fails();
        assert!(refused.starts_with("error: log mail: ") && !folder.path("mark").exists(), "{address}: {refused}");
    }
    // Nor does one that the configuration puts in another's place.
    folder.git(&["config", "--global", "url.ext::touch .insteadOf", "https://log.example/"]);
    folder.git(&["config", "--global", "protocol.ext.allow", "always"]);
    let refused = search(&folder, "mail=https://log.example/mark", "x").fails();
    assert!(refused.contains("transport 'ext' not allowed") && !folder.path("mark").exists(), "{refused}");
}

#[test]
fn what_is_no_log_is_told_by_its_address() {
    let folder = remote();
    folder.git(&["init", "--quiet", "--bare", "empty.git"]);
    let address = |name: &str| format!("mail=file://{}", folder.path(name).display());
    let error = search(&folder, &address("empty.git"), "x").fails();
    assert!(error.contains("log mail: git did not fetch file://") && error.contains("HEAD"), "{error}");
    let error = search(&folder, &address("nowhere.git"), "x").fails();
    assert!(error.contains("log mail: git did not fetch file://"), "{error}");
    folder.git(&["init", "--quiet", "--initial-branch=main", "code"]);
    folder.write("code/main.c", "int main;\n");
    folder.git(&["-C", "code", "add", "."]);
    folder.git(&["-C", "code", "commit", "--quiet", "-m", "Begin"]);
    let error = search(&folder, &address("code"), "x").fails();
    assert!(error.contains(&format!("there is no log in file://{}", folder.path("code").display())), "{error}");
    let twice =
        folder.run(&["build", "--log", &address("mail.git"), "--log", &address("mail.git").replace("mail=", "post=")]);
    assert!(twice.fails().contains("`mail` and `post` are the same log, in file://"));
}

#[test]
fn two_runs_at_once_both_find_everything() {
    let folder = remote();
    let log = file_address(&folder);
    for round in 0..2 {
        let running: Vec<_> = (0..6)
            .map(|at| {
                let arguments: &[&str] = if at % 2 == 0 { &["search", "wombat"] } else { &["search", "numbat"] };
                let mut program = folder.program(&[arguments, &["--log", &log]].concat());
                program.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for child in running {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && said.is_empty(), "{said}");
        }
        if round == 0 {
            report(&folder, "2026-05-02-queue-gone", "bilby");
        }
    }
    search(&folder, &log, "bilby").ok();
}

/// What stands for ssh: it serves `HOST.git`, or says what the file `said` has.
#[cfg(unix)]
fn with_ssh(folder: Repository) -> Repository {
    use std::os::unix::fs::PermissionsExt as _;
    let root = folder.root.display().to_string();
    let script = "#!/bin/sh\nif [ -e \"$ROOT/said\" ]; then cat \"$ROOT/said\" >&2; exit 255; fi\n\
                  for word; do host=$before; before=$word; done\nexec git upload-pack \"$ROOT/${host#*@}.git\"\n";
    folder.write("ssh", script);
    let ssh = folder.path("ssh");
    std::fs::set_permissions(&ssh, std::fs::Permissions::from_mode(0o755)).unwrap();
    let ssh = ssh.display().to_string();
    folder.with("ROOT", &root).with("GIT_SSH_COMMAND", &ssh).with("GIT_SSH_VARIANT", "ssh")
}

#[cfg(unix)]
#[test]
fn one_log_is_never_served_for_another_whose_address_is_like_it() {
    let folder = remote();
    folder.git(&["clone", "--quiet", "--bare", "mail.git", "other.git"]);
    report(&folder, "2026-05-02-queue-gone", "bilby");
    let folder = with_ssh(folder);
    search(&folder, "mail=ssh://mail:2222/srv/log@x", "bilby").ok();
    search(&folder, "mail=ssh://other:2222/srv/log@x", "wombat").ok();
    assert_eq!(copies(&folder).len(), 2);
    folder.write("said", "ssh: connect to host mail port 2222: Connection timed out\n");
    search(&folder, "mail=ssh://mail:2222/srv/log@x", "bilby").ok();
    search(&folder, "mail=ssh://other:2222/srv/log@x", "bilby").ends(1);
    // A copy tells which it is of.
    for copy in copies(&folder) {
        let note = copy.join("incident-fetched");
        let noted = std::fs::read_to_string(&note).unwrap();
        std::fs::write(&note, noted.replace("2222", "2223")).unwrap();
    }
    assert!(search(&folder, "mail=ssh://mail:2222/srv/log@x", "bilby").fails().contains("timed out"));
}

#[cfg(unix)]
#[test]
fn only_trouble_of_the_network_lets_the_old_copy_stand_in() {
    let folder = with_ssh(remote());
    let log = "log=ssh://git@mail/srv/mail.git";
    search(&folder, log, "wombat").ok();
    for trouble in [
        "ssh: Could not resolve hostname mail: Name or service not known",
        "ssh: connect to host mail port 22: Connection refused",
    ] {
        folder.write("said", trouble);
        let said = search(&folder, log, "wombat").ok().stderr;
        assert!(said.starts_with("warning: log log: it is as of ") && said.contains(trouble), "{said}");
    }
    for refusal in [
        "remote: The project you were looking for could not be found or you don't have permission to view it.",
        "FATAL: R any mail reader DENIED by fallthru",
        "remote: not authorized",
        "ERROR: Repository does not exist or you do not have access to it.",
        "remote: your access timed out",
        "a word that nobody knows",
    ] {
        folder.write("said", refusal);
        let said = search(&folder, log, "wombat").fails();
        assert!(
            said.starts_with("error: log log: git did not fetch ssh://git@mail/srv/mail.git") && said.contains(refusal),
            "{said}"
        );
    }
}

#[test]
fn no_refused_value_is_told_with_its_secret() {
    let folder = Repository::folder();
    for value in [
        "a=ftp://bob:s3cret@host/x",
        "a=ftp://bob:x/s3cret@host/x",
        "a=ext::curl -u bob:s3cret host",
        "a=https://bob:x/s3cret@host/x",
        "a=https://host/x?private_token=s3cret",
        "a=bob:s3cret@host:x",
        "https://bob:s3cret@host/x",
        "https://bob:s3cret@host/x?a=b",
        "a=https://bob:s3cret@host/x y",
    ] {
        for command in [&["search", "x"][..], &["build"], &["serve"]] {
            let said = folder.run(&[command, &["--log", value]].concat()).fails();
            assert!(!said.contains("s3cret") && said.contains("help: write it like"), "{value}: {said}");
        }
    }
    let said = folder.run(&["build", "--log", "a=https:/host/x"]).fails();
    assert!(said.starts_with("error: log a: an address over https begins with `https://`"), "{said}");
}

#[test]
fn what_the_configuration_forbids_stays_forbidden() {
    let folder = remote();
    folder.git(&["config", "--global", "protocol.file.allow", "never"]);
    let said = search(&folder, &file_address(&folder), "wombat").fails();
    assert!(said.contains("transport 'file' not allowed"), "{said}");
    folder.git(&["config", "--global", "--unset", "protocol.file.allow"]);
    folder.git(&["config", "--global", "protocol.allow", "never"]);
    let said = search(&folder, &file_address(&folder), "wombat").fails();
    assert!(said.contains("transport 'file' not allowed"), "{said}");
    folder.git(&["config", "--global", "protocol.file.allow", "always"]);
    search(&folder, &file_address(&folder), "wombat").ok();
}

#[test]
fn a_copy_is_made_whatever_the_user_would_have_for_new_repositories() {
    for variable in [None, Some(("GIT_DEFAULT_HASH", "sha256")), Some(("GIT_DEFAULT_REF_FORMAT", "reftable"))] {
        let mut folder = remote();
        folder.git(&["config", "--global", "init.defaultObjectFormat", "sha256"]);
        folder.git(&["config", "--global", "init.defaultRefFormat", "reftable"]);
        if let Some((name, value)) = variable {
            folder = folder.with(name, value);
        }
        search(&folder, &file_address(&folder), "wombat").ok();
    }
}

#[test]
fn an_environment_that_names_a_repository_is_told_before_anything_is_fetched() {
    let folder = remote();
    let git_dir = folder.path("mail/.git").display().to_string();
    let log = file_address(&folder);
    let folder = folder.with("GIT_DIR", &git_dir);
    let said = search(&folder, &log, "wombat").fails();
    assert!(said.contains("GIT_DIR names one repository, and --log names several"), "{said}");
    assert!(copies(&folder).is_empty());
}

#[test]
fn what_a_killed_git_left_keeps_no_copy_old() {
    let folder = remote();
    let log = file_address(&folder);
    search(&folder, &log, "wombat").ok();
    let copy = copies(&folder).pop().unwrap();
    for lock in ["shallow.lock", "packed-refs.lock", "refs/heads/log.lock"] {
        std::fs::write(copy.join(lock), "").unwrap();
    }
    report(&folder, "2026-05-02-queue-gone", "bilby");
    let found = search(&folder, &log, "bilby").ok();
    assert_eq!(found.stderr, "");
}
