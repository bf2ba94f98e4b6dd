//! `incident serve`: the site on this machine, from the first address that is printed to Ctrl-C.
#![cfg(unix)]

use crate::harness::Repository;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Lines, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

fn ask(address: &str, path: &str) -> TcpStream {
    let host = address.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    stream
}

/// What a server answers to a plain request.
fn answer(address: &str, path: &str) -> String {
    let mut answer = Vec::new();
    ask(address, path).read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// A served log, until this is dropped.
pub struct Serving {
    program: Child,
    address: String,
    says: Lines<BufReader<ChildStderr>>,
}

impl Serving {
    pub fn new(repository: &Repository) -> Self {
        Self::new_in(repository, &repository.root, &[])
    }

    pub fn with(repository: &Repository, options: &[&str]) -> Self {
        Self::new_in(repository, &repository.root, options)
    }

    /// What it answers to a plain request.
    pub fn answer(&self, path: &str) -> String {
        answer(&self.address, path)
    }

    /// Where it listens: the address and the port.
    pub fn host(&self) -> &str {
        self.address.trim_start_matches("http://").trim_end_matches('/')
    }

    fn new_in(repository: &Repository, folder: &Path, options: &[&str]) -> Self {
        let mut program = repository.program(&[&["serve", "--port", "0"], options].concat());
        program.current_dir(folder);
        let mut program = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let says = BufReader::new(program.stderr.take().unwrap()).lines();
        Self { program, address: line.split_whitespace().next().unwrap().to_owned(), says }
    }

    /// Waits until the terminal has a line that begins so.
    #[track_caller]
    pub fn says(&mut self, start: &str) -> String {
        let mut lines = self.says.by_ref().map(|line| line.unwrap());
        lines.find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("it never says {start}"))
    }

    /// What a page is told of itself, from how it stands with it now.
    pub fn changes(&self, page: &str) -> impl Iterator<Item = Value> + use<> {
        let body = answer(&self.address, page);
        let look = body.split("data-seen=\"").nth(1).unwrap().split('"').next().unwrap();
        let stream = ask(&self.address, &format!("/.serve/changes/{look}{page}"));
        let lines = BufReader::new(stream).lines().map(|line| line.unwrap());
        lines.filter_map(|line| Some(serde_json::from_str(line.strip_prefix("data: ")?).unwrap()))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

const FRESH: fn(&Value) -> bool = |told| told["fresh"] == json!(true);

#[test]
fn a_page_is_told_when_it_is_no_longer_what_it_was_and_others_are_not() {
    let repository = Repository::sample();
    let serving = Serving::new(&repository);
    let [page, other] =
        ["/incidents/2024-12-02-connection-pool-exhausted/", "/rules/"].map(|page| serving.changes(page));
    // Until the search is there, and then until the page is another.
    let mut page = page.skip_while(|told| told["lag"] == json!(true));
    assert!(FRESH(&page.next().unwrap()));
    repository.replace("incidents/2024/2024-12-02-connection-pool-exhausted/incident.md", "title: ", "title: Wombat ");
    assert!(page.any(|told| !FRESH(&told)));
    let told = other.skip_while(|told| told["lag"] == json!(true)).take(2).collect::<Vec<_>>();
    assert!(told.iter().all(FRESH), "{told:?}");
    assert!(answer(&serving.address, "/incidents/").contains("Wombat"));
}

#[test]
fn a_page_of_the_teams_own_is_followed_as_the_log_is() {
    let repository = Repository::sample();
    let mut serving = Serving::new(&repository);
    let mut home = serving.changes("/");
    repository.write("pages/on-call.md", "---\ntitle: Wombats on call\nnav: true\n---\nSwap on Monday.\n");
    assert!(home.any(|told| !FRESH(&told)));
    assert!(answer(&serving.address, "/").contains("Wombats on call"));
    assert!(answer(&serving.address, "/on-call/").contains("Swap on Monday."));
    repository.write("templates/site/page.html", "{{ title }}: {{ wombat }}");
    let line = serving.says("error: templates/site/page.html:1:17: ");
    assert!(line.ends_with("in the page of pages/on-call.md"), "{line}");
}

#[test]
fn what_keeps_the_site_from_being_built_is_told_with_its_place_and_the_server_goes_on() {
    let repository = Repository::sample();
    let mut serving = Serving::new(&repository);
    let mut page = serving.changes("/rules/");
    repository.write("templates/site/404.html", "a\n {{ wombat }}\n");
    let line = serving.says("error: templates/site/404.html:2:5: ");
    let told = page.find(|told| !told["trouble"].is_null()).unwrap();
    assert_eq!(told["trouble"]["place"], json!("templates/site/404.html:2:5"), "{told}");
    assert!(FRESH(&told) && line.contains("wombat") && told["trouble"]["message"].as_str().unwrap().contains("wombat"));
    assert!(answer(&serving.address, "/nothing").contains("This page is not here."), "as it was built last");
    repository.write("templates/site/404.html", "Gone.\n");
    assert!(page.any(|told| told["trouble"].is_null()));
    serving.says("built ");
    assert!(answer(&serving.address, "/nothing").contains("Gone."));
}

#[test]
fn a_change_of_one_incident_makes_the_pages_that_somebody_looks_at_and_one_that_cannot_be_made_stays_as_it_was() {
    let repository = Repository::sample();
    let mut serving = Serving::new(&repository);
    repository.write(
        "templates/site/incident.html",
        "{% extends \"base.html\" %}{% block content %}<h1>{{ row.title }}</h1>\n\
         {% if row.title is containing(pat=\"Wombat\") %}{{ numbat }}{% endif %}{% endblock %}",
    );
    serving.says("built ");
    let page = "/incidents/2024-12-02-connection-pool-exhausted/";
    let before = answer(&serving.address, page);
    assert!(before.contains("<h1>"), "{before}");
    repository.replace("incidents/2024/2024-12-02-connection-pool-exhausted/incident.md", "title: ", "title: Wombat ");
    // Nobody looks at it yet, so nothing is wrong.
    serving.says("built ");
    assert!(answer(&serving.address, "/incidents/").contains("Wombat"));
    let words = |answer: &str| answer.split("<h1>").nth(1).map(str::to_owned);
    assert_eq!(words(&answer(&serving.address, page)), words(&before));
    let line = serving.says("error: templates/site/incident.html:2:");
    assert!(line.contains("2024-12-02-connection-pool-exhausted/incident.md"), "{line}");
    repository.write("templates/site/incident.html", "<h1>{{ row.title }}</h1>");
    serving.says("built ");
    assert!(answer(&serving.address, page).contains("<h1>Wombat "));
}

#[test]
fn what_is_wrong_with_a_page_is_told_until_it_is_mended_though_nobody_looks_at_it() {
    let repository = Repository::sample();
    repository.write("templates/site/statistics.html", "{{ numbat }}");
    let mut serving = Serving::new(&repository);
    serving.says("error: templates/site/statistics.html:1:");
    assert!(answer(&serving.address, "/statistics/").starts_with("HTTP/1.1 500 "));
    assert!(answer(&serving.address, "/").starts_with("HTTP/1.1 200 "));
    for word in ["Wombat", "Numbat"] {
        let path = "incidents/2024/2024-12-02-connection-pool-exhausted/incident.md";
        repository.replace(path, "title: ", &format!("title: {word} "));
        serving.says("error: templates/site/statistics.html:1:");
    }
    std::fs::remove_file(repository.path("templates/site/statistics.html")).unwrap();
    serving.says("built ");
    assert!(answer(&serving.address, "/statistics/").starts_with("HTTP/1.1 200 "));
}

#[test]
fn the_folder_of_a_served_site_is_whole_each_time() {
    let repository = Repository::sample();
    let mut serving = Serving::with(&repository, &["--out", "site"]);
    let (page, index) = ("site/incidents/2024-12-02-connection-pool-exhausted/index.html", "site/search/words.js");
    assert!(repository.root.join(index).exists() && !repository.read(page).contains("data-seen"));
    repository.replace(
        "incidents/2024/2024-12-02-connection-pool-exhausted/incident.md",
        "## Solution\n",
        "## Solution\nNumbats ",
    );
    serving.says("built ");
    assert!(repository.read(page).contains("Numbats"));
    let known: Vec<_> =
        std::fs::read_dir(repository.root.join("site/search/d")).unwrap().map(|file| file.unwrap()).collect();
    let holds = |path: &Path| std::fs::read_to_string(path).is_ok_and(|text| text.contains("Numbats"));
    assert!(known.iter().any(|file| holds(&file.path())), "the search finds what was written");
}

#[test]
fn a_document_that_becomes_broken_is_said_with_its_place() {
    let repository = Repository::sample();
    let mut serving = Serving::new(&repository);
    let path = "incidents/2024/2024-12-02-connection-pool-exhausted/incident.md";
    repository.replace(path, "title: ", "title: x: ");
    let said = serving.says(&format!("warning: {path}:2:"));
    assert!(said.ends_with("`incident validate` tells what to do"), "{said}");
    serving.says("built ");
}

#[test]
fn a_value_of_the_plan_that_is_not_used_is_said_at_the_start_and_each_time_it_is_built() {
    let repository = Repository::sample();
    repository.replace("incident.yaml", "time-zone: ", "time-zone: Wombat/");
    let mut serving = Serving::new(&repository);
    let said = serving.says("warning: incident.yaml:");
    assert!(said.contains("there is no time zone `Wombat/"), "{said}");
    repository.write("pages/on-call.md", "---\ntitle: On call\n---\nSwap on Monday.\n");
    assert_eq!(serving.says("warning: incident.yaml:"), said);
    serving.says("built ");
}

#[test]
fn a_log_that_cannot_be_built_at_first_is_shown_once_it_can_be() {
    let repository = Repository::sample();
    repository.write("templates/site/404.html", "{% if %}");
    let mut serving = Serving::new(&repository);
    serving.says("error: templates/site/404.html:1:7: ");
    let mut home = serving.changes("/");
    assert!(answer(&serving.address, "/").starts_with("HTTP/1.1 503"));
    repository.write("templates/site/404.html", "Gone.");
    assert!(home.any(|told| !FRESH(&told)));
    assert!(answer(&serving.address, "/").contains("Larkfield Books"));
}

#[test]
fn a_bare_repository_is_shown_as_its_head_is_and_follows_it() {
    let repository = Repository::sample().with_remote();
    let bare = repository.root.with_file_name("remote.git");
    let serving = Serving::new_in(&repository, &bare, &[]);
    assert!(answer(&serving.address, "/").contains("Larkfield Books"));
    let mut home = serving.changes("/");
    repository.replace("incident.yaml", "Larkfield Books", "Wombat Books");
    repository.commit_all("Rename");
    repository.git(&["push", "--quiet"]);
    assert!(home.any(|told| !FRESH(&told)));
    assert!(answer(&serving.address, "/").contains("Wombat Books"));
}

#[test]
fn the_site_is_shown_until_it_is_interrupted_and_leaves_nothing_behind() {
    let repository = Repository::sample();
    repository.write("tmp/keep", "");
    let temporary = repository.path("tmp");
    let mut program = repository.program(&["serve", "--port", "0"]);
    let mut program = program.env("TMPDIR", &temporary).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.split_whitespace().next().unwrap();
    assert!(address.starts_with("http://127.0.0.1:") && line.contains("12 incidents for internal readers"), "{line}");
    let home = answer(address, "/");
    assert!(home.starts_with("HTTP/1.1 200") && home.contains("Larkfield Books"), "{home}");
    assert!(answer(address, "/nothing").starts_with("HTTP/1.1 404"));
    assert!(Command::new("kill").args(["-INT", &program.id().to_string()]).status().unwrap().success());
    assert!(program.wait().unwrap().success());
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 1, "the folder that it was built into is gone");
}

#[test]
fn a_port_that_is_taken_is_said_with_a_way_out() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let error = Repository::sample().run(&["serve", "--port", &port]).fails();
    assert!(error.contains(&format!("port {port} is taken")) && error.contains("--port 0"), "{error}");
}
