//! `export ndjson` in engines of others: PostgreSQL, run; OpenSearch and Quickwit, by what their mappings have.

use crate::harness::Repository;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn engines() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/engines")
}

/// Every field of the export by its path, objects as what they hold; where any key may stand, the object itself.
fn exported() -> BTreeSet<String> {
    let schema: Value = Repository::folder().run(&["schema", "export"]).ok().json();
    let mut fields = BTreeSet::from(["log".to_owned()]);
    let incident = &schema["$defs"]["incident"];
    walk(&schema, incident, "", &mut fields);
    fields
}

fn walk(schema: &Value, of: &Value, path: &str, fields: &mut BTreeSet<String>) {
    let of = match of["$ref"].as_str().and_then(|to| to.strip_prefix("#/$defs/")) {
        Some(name) => &schema["$defs"][name],
        None => of,
    };
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    if let Some(items) = of.get("items") {
        return walk(schema, items, path, fields);
    }
    let names =
        of["propertyNames"]["enum"].as_array().or(of["required"].as_array().filter(|_| of.get("properties").is_none()));
    match (of["properties"].as_object(), names) {
        (Some(properties), _) => properties.iter().for_each(|(name, of)| walk(schema, of, &below(name), fields)),
        (None, Some(names)) => fields.extend(names.iter().map(|name| below(name.as_str().unwrap()))),
        (None, None) => {
            fields.insert(path.to_owned());
        }
    }
}

#[test]
fn opensearch_has_every_field_of_an_export_and_no_other() {
    let mapping: Value = serde_json::from_slice(&std::fs::read(engines().join("opensearch.json")).unwrap()).unwrap();
    fn walk(of: &Value, path: &str, fields: &mut BTreeSet<String>) {
        for (name, of) in of["properties"].as_object().unwrap() {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            match of.get("properties") {
                Some(_) => walk(of, &path, fields),
                None => assert!(fields.insert(path.clone()), "{path} twice"),
            }
        }
    }
    let mut fields = BTreeSet::new();
    walk(&mapping["mappings"], "", &mut fields);
    assert_eq!(fields, exported());
    assert_eq!(mapping["mappings"]["dynamic"], "strict");
}

#[test]
fn quickwit_has_every_field_of_an_export_and_no_other() {
    let text = std::fs::read_to_string(engines().join("quickwit.yaml")).unwrap();
    let index: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
    // Its arrays hold no objects but as JSON, of which the mapping names no fields.
    let exported: BTreeSet<String> = exported()
        .into_iter()
        .map(|field| {
            let whole = ["services", "timeline", "sections", "actions", "postmortem.sections"];
            let inner = whole.iter().find(|whole| field.starts_with(&format!("{whole}.")));
            inner.map_or(field.clone(), |whole| (*whole).to_owned())
        })
        .collect();
    fn walk(mappings: &serde_yaml::Value, path: &str, fields: &mut BTreeSet<String>) {
        for mapping in mappings.as_sequence().unwrap() {
            let name = mapping["name"].as_str().unwrap();
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            match mapping.get("field_mappings") {
                Some(below) => walk(below, &path, fields),
                None => assert!(fields.insert(path.clone()), "{path} twice"),
            }
        }
    }
    let mut fields = BTreeSet::new();
    walk(&index["doc_mapping"]["field_mappings"], "", &mut fields);
    assert_eq!(fields, exported);
    for field in index["search_settings"]["default_search_fields"].as_sequence().unwrap() {
        assert!(fields.contains(field.as_str().unwrap()), "{field:?}");
    }
}

fn is_root() -> bool {
    done(Command::new("id").arg("-u").output()).trim() == "0"
}

/// A server of its own, until the test ends; it refuses to run as root, so then it is run as nobody.
struct Postgres {
    folder: tempfile::TempDir,
    programs: PathBuf,
}

impl Postgres {
    /// `None` where it is not installed. That is a failure where `CI` is set.
    fn start() -> Option<Self> {
        let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
        let installed = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
        let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
        let mut folders = installed.chain(on_path.into_iter().flatten());
        let programs =
            folders.find(|folder| ["initdb", "pg_ctl", "psql"].iter().all(|name| folder.join(name).is_file()));
        assert!(programs.is_some() || std::env::var_os("CI").is_none(), "PostgreSQL is not here");
        let Some(programs) = programs else {
            eprintln!("skipped: PostgreSQL is not here");
            return None;
        };
        let postgres = Self { folder: tempfile::tempdir().unwrap(), programs };
        let path = |name: &str| postgres.folder.path().join(name).to_str().unwrap().to_owned();
        if is_root() {
            assert!(Command::new("chown").arg("nobody").arg(postgres.folder.path()).status().unwrap().success());
        }
        let data = path("data");
        done(
            postgres
                .program("initdb")
                .args(["--pgdata", &data, "--username", "incident", "--auth", "trust", "--no-sync"])
                .output(),
        );
        let options = format!("-c listen_addresses='' -c fsync=off -c unix_socket_directories='{}'", path(""));
        done(
            postgres
                .program("pg_ctl")
                .args(["start", "--wait", "--pgdata", &data, "--log", &path("log"), "--options", &options])
                // What it starts would hold a pipe open.
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .output(),
        );
        Some(postgres)
    }

    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "--"]).arg(program);
                command
            }
            false => Command::new(program),
        };
        command.current_dir(self.folder.path()).env("LC_ALL", "C.UTF-8");
        command
    }

    /// Runs one of the files that the book names.
    fn run(&self, file: &str, more: &[&str], input: &str) -> String {
        let text = std::fs::read_to_string(engines().join(file)).unwrap();
        std::fs::write(self.folder.path().join(file), text).unwrap();
        std::fs::write(self.folder.path().join("input"), input).unwrap();
        let input = std::fs::File::open(self.folder.path().join("input")).unwrap();
        let mut psql = self.program("psql");
        psql.args([
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--username",
            "incident",
            "--dbname",
            "postgres",
        ]);
        psql.arg("--host").arg(self.folder.path()).arg("--file").arg(file).args(more);
        done(psql.stdin(input).output())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        let _ = self.program("pg_ctl").args(["stop", "--mode", "immediate", "--pgdata"]).arg(data).output();
    }
}

#[track_caller]
fn done(output: std::io::Result<Output>) -> String {
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn postgresql_finds_in_many_logs_what_was_exported() {
    let Some(postgres) = Postgres::start() else { return };
    let repository = Repository::sample();
    // Whatever a document has, it comes in.
    let odd = "---\ntitle: 'Quotes \" and, commas \\ back'\nstarted: 2026-11-24T08:00:00Z\nvisibility: internal\n---\n\n## Summary\n\"Wombat\\n\", 100 %\tof 'them'.\n";
    repository.write("incidents/2026/2026-11-24-odd/incident.md", odd);
    let lines = repository.run(&["export", "ndjson"]).ok().stdout;
    let of =
        |log: &str| lines.lines().map(|line| format!("{{\"log\": \"{log}\", {}\n", &line[1..])).collect::<String>();
    postgres.run("postgresql.sql", &[], "");
    let all = of("shop") + &of("mail");
    for _ in 0..2 {
        postgres.run("postgresql-load.sql", &[], &all);
    }
    let find = |words: &str| postgres.run("postgresql-search.sql", &["--set", &format!("words={words}")], "");
    let found = find("connections exhausted");
    assert!(
        found.contains("shop/2024-12-02-connection-pool-exhausted|") && found.contains("mail/2024-12-02-"),
        "{found}"
    );
    let odd = find("wombats");
    assert!(
        odd.starts_with("mail/2026-11-24-odd|Quotes \" and, commas \\ back|")
            || odd.starts_with("shop/2026-11-24-odd|"),
        "{odd}"
    );
    // The title weighs most, and what is left out is left out.
    let first = find("certificate expired").lines().next().unwrap_or_default().to_owned();
    assert!(first.contains("certificate"), "{first}");
    assert_eq!(find("wombat -commas"), "");
    // Words are words.
    find("'; drop table incident; --");
    // What is in no log any more is gone.
    postgres.run("postgresql-load.sql", &[], &of("mail"));
    assert!(!find("connections exhausted").contains("shop/"));
}
