//! What is handed on: the crate, the Debian package, the container, and what a release holds.

use crate::harness::Repository;
use crate::tools::{cargo_deb, dist, hadolint};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files that the program is built from beside its modules, from the project's folder.
fn included() -> Vec<String> {
    let include = regex::Regex::new(r#"include_(?:str|bytes)!\("([^"]+)"\)"#).unwrap();
    let mut found = Vec::new();
    for file in walkdir::WalkDir::new(project().join("src")).into_iter().map(Result::unwrap) {
        if file.path().extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        for captures in include.captures_iter(&std::fs::read_to_string(file.path()).unwrap()) {
            let path = file.path().with_file_name(&captures[1]).canonicalize().unwrap();
            let path = path.strip_prefix(project().canonicalize().unwrap()).unwrap().to_path_buf();
            found.push(path.to_string_lossy().into_owned());
        }
    }
    // What `init --sample` writes is named by a macro.
    found.push("incidents/2025/2025-04-17-api-certificate-expired/incident.md".to_owned());
    found
}

#[test]
fn the_crate_holds_what_it_is_built_from_and_no_more() {
    let folder = Repository::folder();
    let manifest = project().join("Cargo.toml");
    let arguments = ["package", "--list", "--locked", "--offline", "--allow-dirty", "--manifest-path"];
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let listed = folder
        .with("HOME", &std::env::var("HOME").unwrap_or_default())
        .other(cargo, &[&arguments[..], &[manifest.to_str().unwrap()]].concat())
        .ok()
        .stdout;
    let listed: BTreeSet<&str> = listed.lines().collect();
    let needed = included();
    assert!(needed.len() > 10, "{needed:?}");
    let missing: Vec<_> = needed.iter().filter(|path| !listed.contains(path.as_str())).collect();
    assert!(missing.is_empty(), "Cargo.toml does not include {missing:?}");
    let tops: BTreeSet<&str> = listed.iter().map(|path| path.split('/').next().unwrap()).collect();
    let made = [".cargo_vcs_info.json", "Cargo.toml.orig"];
    let tops: Vec<&str> = tops.into_iter().filter(|top| !made.contains(top)).collect();
    insta::assert_snapshot!(tops.join(" "), @"CHANGELOG.md Cargo.lock Cargo.toml LICENSE-APACHE LICENSE-MIT README.md agenda docs incident.yaml incidents src templates");
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        assert!(std::fs::read_to_string(project().join(licence)).unwrap().len() > 1000);
    }
}

/// Runs a program at the project's top, which must be done; gives what it printed.
#[track_caller]
fn done(command: &mut Command) -> String {
    let output = command.current_dir(project()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_debian_package_puts_program_manual_and_completions_where_they_are_looked_for() {
    let Some(cargo_deb) = cargo_deb() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(path("target/release")).unwrap();
    // Without what is there for whoever looks for faults, which takes long to pack.
    done(Command::new("strip").arg("-o").arg(path("target/release/incident")).arg(env!("CARGO_BIN_EXE_incident")));
    let assets = path("target/release/assets");
    done(Command::new("packaging/assets.sh").arg(path("target/release/incident")).arg(&assets));
    let pages = std::fs::read_dir(assets.join("man")).unwrap().count();
    let arguments = ["--no-build", "--no-strip", "--fast", "--output"];
    let target = path("target");
    done(Command::new(cargo_deb).args(arguments).arg(path("incident.deb")).env("CARGO_TARGET_DIR", target));

    let root = path("root");
    for folder in ["updates", "info"] {
        std::fs::create_dir_all(root.join("var/lib/dpkg").join(folder)).unwrap();
    }
    std::fs::write(root.join("var/lib/dpkg/status"), "").unwrap();
    // There is no git in that root, and whoever runs this need not be root.
    let mut dpkg = Command::new("dpkg");
    dpkg.arg(format!("--root={}", root.display())).arg("--force-not-root,depends,bad-path");
    done(dpkg.arg("--install").arg(path("incident.deb")));
    let files = walkdir::WalkDir::new(root.join("usr")).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = files.filter(|file| file.file_type().is_file());
    let files = files.map(|file| file.path().strip_prefix(&root).unwrap().to_string_lossy().into_owned());
    let (manual, others): (Vec<_>, Vec<_>) = files.partition(|path| path.starts_with("usr/share/man/man1/incident"));
    insta::assert_snapshot!(others.join("\n"), @"
    usr/bin/incident
    usr/share/bash-completion/completions/incident
    usr/share/doc/incident/LICENSE-APACHE
    usr/share/doc/incident/LICENSE-MIT
    usr/share/doc/incident/README.md
    usr/share/doc/incident/THIRD-PARTY.txt
    usr/share/doc/incident/changelog.gz
    usr/share/doc/incident/copyright
    usr/share/fish/vendor_completions.d/incident.fish
    usr/share/zsh/vendor-completions/_incident
    ");
    assert!(manual.len() == pages && pages > 40, "{manual:?}");
    let version = done(Command::new(root.join("usr/bin/incident")).arg("--version"));
    assert_eq!(version, concat!("incident ", env!("CARGO_PKG_VERSION"), "\n"));
    let page = manual.iter().find(|page| page.contains("incident-agenda-open.1")).unwrap();
    let mut man = Command::new("man");
    man.args(["--warnings", "--local-file"]).arg(root.join(page)).env("MANWIDTH", "80").env("LC_ALL", "C.UTF-8");
    let page = done(&mut man);
    assert!(page.contains("Put an incident on a meeting's agenda") && page.contains("--meeting"), "{page}");
    let completions = root.join("usr/share/bash-completion/completions/incident");
    let told = done(Command::new("bash").args(["-c", "source \"$1\" && complete -p incident", "-"]).arg(completions));
    assert!(told.contains("-F _incident"), "{told}");
}

#[test]
fn a_release_holds_an_archive_for_each_system() {
    let Some(dist) = dist() else { return };
    let plan = done(Command::new(dist).arg("plan")).replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_snapshot!(plan, @"
    announcing vVERSION
      incident VERSION
        source.tar.gz
          [checksum] source.tar.gz.sha256
        incident-manual-and-completions.tar.gz
        incident.cdx.xml
        sha256.sum
        incident-aarch64-apple-darwin.tar.gz
          [bin] incident
          [misc] CHANGELOG.md, LICENSE-APACHE, LICENSE-MIT, README.md, THIRD-PARTY.txt
          [checksum] incident-aarch64-apple-darwin.tar.gz.sha256
        incident-aarch64-unknown-linux-musl.tar.gz
          [bin] incident
          [misc] CHANGELOG.md, LICENSE-APACHE, LICENSE-MIT, README.md, THIRD-PARTY.txt
          [checksum] incident-aarch64-unknown-linux-musl.tar.gz.sha256
        incident-x86_64-apple-darwin.tar.gz
          [bin] incident
          [misc] CHANGELOG.md, LICENSE-APACHE, LICENSE-MIT, README.md, THIRD-PARTY.txt
          [checksum] incident-x86_64-apple-darwin.tar.gz.sha256
        incident-x86_64-pc-windows-msvc.zip
          [bin] incident.exe
          [misc] CHANGELOG.md, LICENSE-APACHE, LICENSE-MIT, README.md, THIRD-PARTY.txt
          [checksum] incident-x86_64-pc-windows-msvc.zip.sha256
        incident-x86_64-unknown-linux-musl.tar.gz
          [bin] incident
          [misc] CHANGELOG.md, LICENSE-APACHE, LICENSE-MIT, README.md, THIRD-PARTY.txt
          [checksum] incident-x86_64-unknown-linux-musl.tar.gz.sha256
    ");
}

/// Whoever hands the program on hands these on too, as their licences ask.
#[test]
fn the_licences_of_all_that_the_program_is_made_of_are_there_as_the_lock_has_it() {
    let about: toml::Table = std::fs::read_to_string(project().join("about.toml")).unwrap().parse().unwrap();
    let targets: Vec<&str> =
        about["targets"].as_array().unwrap().iter().map(|target| target.as_str().unwrap()).collect();
    let mut tree = Command::new(option_env!("CARGO").unwrap_or("cargo"));
    tree.args(["tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--no-dedupe", "--format", "{p}"]);
    tree.args(targets.iter().flat_map(|target| ["--target", target]));
    let tree = done(&mut tree);
    // `name v1.2.3 (proc-macro)`, and ours with its folder.
    let crates = tree.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        (name != "incident").then(|| format!("{name} {version}"))
    });
    let crates: BTreeSet<String> = crates.collect();
    let text = std::fs::read_to_string(project().join("THIRD-PARTY.txt")).unwrap();
    let listed: BTreeSet<_> = text.lines().filter_map(|line| line.strip_prefix("Crate: ")).map(str::to_owned).collect();
    // What is built by on another system is listed too, and cargo does not tell of it here.
    let lock: toml::Table = std::fs::read_to_string(project().join("Cargo.lock")).unwrap().parse().unwrap();
    let locked = lock["package"].as_array().unwrap().iter();
    let locked: BTreeSet<_> =
        locked.map(|it| format!("{} {}", it["name"].as_str().unwrap(), it["version"].as_str().unwrap())).collect();
    let missing: Vec<_> = crates.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&locked).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "run packaging/third_party.sh: {missing:?} are missing, {gone:?} are gone"
    );
    for licence in ["Apache License", "Mozilla Public License", "Permission is hereby granted"] {
        assert!(text.contains(licence), "{licence}");
    }
}

#[test]
fn the_container_file_has_nothing_that_its_checker_minds() {
    let Some(hadolint) = hadolint() else { return };
    assert_eq!(done(Command::new(hadolint).arg("Containerfile")), "");
}
