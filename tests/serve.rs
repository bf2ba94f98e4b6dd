//! `incident serve`: the site on this machine, from the first address that is printed to Ctrl-C.
#![cfg(unix)]

use crate::harness::Repository;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

/// What a server answers to a plain request.
fn answer(address: &str, path: &str) -> String {
    let host = address.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
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
