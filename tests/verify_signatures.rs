//! `incident verify` where the plan asks for signatures: by the user's own git, and by nothing of the repository's.

use crate::harness::Repository;
use crate::verify::{found, log};
use std::process::Command;

const ENTRY: &str = "incidents/2026/2026-11-20-search-is-slow/incident.md";

/// A key in the user's home, which the user's git signs by and trusts.
fn with_key(repository: &Repository) {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "lead@shop.example", "-f"])
        .arg(repository.path("../key"))
        .status();
    assert!(made.expect("ssh-keygen starts").success());
    let public = repository.read("../key.pub");
    repository.write("../signers", &format!("lead@shop.example {public}"));
    let home = repository.path("..").canonicalize().unwrap();
    for (name, value) in [
        ("gpg.format", "ssh".to_owned()),
        ("user.signingKey", home.join("key.pub").display().to_string()),
        ("gpg.ssh.allowedSignersFile", home.join("signers").display().to_string()),
    ] {
        repository.git(&["config", "--global", name, &value]);
    }
}

/// A log whose plan asks for signatures, in the clone of somebody who has a key.
fn asking() -> Repository {
    let repository = log("open");
    with_key(&repository);
    repository.write("incident.yaml", "name: Shop\nverify: {signatures: required}\n");
    repository.commit_all("Ask for signatures");
    repository
}

fn note_signed(repository: &Repository) {
    repository.git(&["config", "commit.gpgSign", "true"]);
    repository.run(&["note", "slow", "Signed", "--commit"]).ok();
}

#[test]
fn from_the_plans_word_on_each_commit_to_the_log_is_signed() {
    let repository = asking();
    assert_eq!(found(&repository, &[]), [""; 0], "what came before was not asked to be");
    note_signed(&repository);
    repository.git(&["config", "commit.gpgSign", "false"]);
    repository.write("readme.txt", "beside the log");
    repository.commit_all("Elsewhere");
    assert_eq!(found(&repository, &[]), [""; 0]);
    repository.run(&["note", "slow", "Not signed", "--commit"]).ok();
    let unsigned = found(&repository, &[]);
    assert_eq!(unsigned.len(), 1);
    assert!(
        unsigned[0].starts_with("unsigned-commit ") && unsigned[0].ends_with(&format!(":{ENTRY}:1")),
        "{unsigned:?}"
    );
    // Nor does the plan stop to ask by a commit that is not signed itself.
    repository.write("incident.yaml", "name: Shop\n");
    repository.commit_all("Ask no more");
    let both = found(&repository, &[]);
    assert_eq!(both[0], "unsigned-commit Ask no more:incident.yaml:1");
    assert_eq!(both.len(), 2);
    let stranger = Repository::folder();
    stranger.git(&["clone", "--quiet", repository.root.to_str().unwrap(), "."]);
    let said = stranger.run(&["verify"]).ends(1).stdout;
    assert_eq!(
        said.matches("is signed by a key that git does not trust here").count(),
        1,
        "nobody's key is trusted: {said}"
    );
}

#[test]
fn no_program_that_the_repository_names_is_run() {
    let repository = asking();
    note_signed(&repository);
    let evil = repository.path("../evil");
    let ran = repository.path("../ran");
    repository.write("../evil", &format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\nexit 0\n", ran.display()));
    std::fs::set_permissions(&evil, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    for name in
        ["gpg.program", "gpg.ssh.program", "gpg.openpgp.program", "gpg.x509.program", "core.fsmonitor", "core.pager"]
    {
        repository.git(&["config", name, evil.to_str().unwrap()]);
    }
    assert_eq!(found(&repository, &[]), [""; 0], "the signature is good by the user's own program");
    assert!(!ran.exists(), "{}", std::fs::read_to_string(&ran).unwrap());
}

#[test]
fn a_word_that_is_not_known_asks_for_signatures_and_is_found() {
    let repository = log("open");
    repository.write("incident.yaml", "name: Shop\nverify: {signatures: requierd}\n");
    repository.commit_all("Ask for signatures");
    repository.run(&["note", "slow", "Not signed", "--commit"]).ok();
    assert_eq!(found(&repository, &[]).len(), 1);
    let findings = repository.findings();
    assert!(findings.iter().any(|finding| finding.contains("incident.yaml:2:22 invalid-value")), "{findings:?}");
}

#[test]
fn the_repository_says_neither_whom_to_trust_nor_what_stands_for_a_commit() {
    let repository = asking();
    note_signed(&repository);
    assert_eq!(found(&repository, &[]), [""; 0]);
    let signers = repository.path("../signers").canonicalize().unwrap();
    let stranger = Repository::folder();
    stranger.git(&["clone", "--quiet", repository.root.to_str().unwrap(), "."]);
    stranger.git(&["config", "gpg.ssh.allowedSignersFile", signers.to_str().unwrap()]);
    assert_eq!(found(&stranger, &[]).len(), 1, "the stranger trusts nobody");
    // What is revoked stays so, whatever the repository says.
    let public = repository.path("../key.pub").canonicalize().unwrap();
    repository.git(&["config", "--global", "gpg.ssh.revocationFile", public.to_str().unwrap()]);
    repository.git(&["config", "gpg.ssh.revocationFile", "/dev/null"]);
    assert_eq!(found(&repository, &[]).len(), 1, "the key is revoked");
    repository.git(&["config", "--global", "--unset", "gpg.ssh.revocationFile"]);
    assert_eq!(found(&repository, &[]), [""; 0]);
    let signed = repository.git(&["rev-parse", "HEAD"]);
    repository.git(&["config", "commit.gpgSign", "false"]);
    repository.run(&["note", "slow", "Not signed", "--commit"]).ok();
    repository.git(&["replace", "HEAD", signed.trim()]);
    assert_eq!(found(&repository, &[]).len(), 1, "another commit is signed");
}
