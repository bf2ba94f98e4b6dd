//! `incident serve` and those who are not its reader: other machines, other sites, and clients that only take up room.
#![cfg(unix)]

use crate::harness::Repository;
use crate::serve::Serving;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream, UdpSocket};
use std::process::Command;

/// What comes back for these bytes.
fn sends(serving: &Serving, bytes: &str) -> String {
    let mut stream = TcpStream::connect(serving.host()).unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A connection that is cut is an answer as well.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn asks(serving: &Serving, line: &str, headers: &str) -> String {
    sends(serving, &format!("{line} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"))
}

#[test]
fn no_path_leads_out_of_the_site_and_no_name_but_its_own_leads_in() {
    let repository = Repository::sample();
    repository.write("secret.txt", "wombat-outside");
    let serving = Serving::new(&repository);
    let host = format!("Host: {}\r\n", serving.host());
    assert!(asks(&serving, "GET /", &host).contains("Larkfield"), "it answers its own reader");
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/incidents/../../secret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/./../secret.txt",
        "/%00/../secret.txt",
        "/secret.txt",
        "/.git/config",
        "/.serve/../../secret.txt",
        "/incident.yaml",
        "/%252e%252e/secret.txt",
        "file:///etc/passwd",
        "/etc/passwd",
        "http://evil.example/",
        "*",
    ] {
        let answer = asks(&serving, &format!("GET {path}"), &host);
        assert!(!answer.starts_with("HTTP/1.1 200"), "{path}: {answer:.300}");
        assert!(
            !answer.contains("wombat-outside") && !answer.contains("[core]") && !answer.contains("root:"),
            "{path}"
        );
    }
    for name in [
        "evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "169.254.169.254",
        "",
        "a, localhost",
    ] {
        let answer = asks(&serving, "GET /", &format!("Host: {name}\r\n"));
        assert!(!answer.contains("Larkfield"), "a name that was made to lead here: {name}: {answer:.200}");
    }
    assert!(!asks(&serving, "GET /", "").contains("Larkfield"), "a request without a name");
    assert!(!asks(&serving, "GET /", &format!("{host}Host: evil.example\r\n")).contains("Larkfield"), "two names");
}

#[test]
fn another_sites_page_reads_nothing_and_changes_nothing() {
    let serving = Serving::new(&Repository::sample());
    let host = format!("Host: {}\r\nOrigin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n", serving.host());
    for path in ["/", "/incidents.json", "/.serve/live.js"] {
        let answer = asks(&serving, &format!("HEAD {path}"), &host).to_lowercase();
        assert!(!answer.contains("access-control-allow"), "{answer}");
        assert!(answer.contains("cross-origin-resource-policy: same-origin"), "{answer}");
        assert!(answer.contains("frame-ancestors") && answer.contains("nosniff"), "{answer}");
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"] {
        let answer = asks(&serving, &format!("{method} /"), &host);
        assert!(!answer.starts_with("HTTP/1.1 2"), "{method}: {answer:.200}");
    }
}

#[test]
fn it_listens_to_this_machine_alone() {
    let serving = Serving::new(&Repository::sample());
    let (host, port) = serving.host().rsplit_once(':').unwrap();
    assert_eq!(host, "127.0.0.1");
    // The address by which this machine would go out; nothing is sent.
    let own = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
    if own.connect("192.0.2.1:9").is_ok() {
        let address = own.local_addr().unwrap().ip();
        assert!(
            address.is_loopback() || TcpStream::connect((address, port.parse::<u16>().unwrap())).is_err(),
            "{address}"
        );
    }
}

#[test]
fn a_thousand_clients_that_wait_keep_nobody_out() {
    let limit = Command::new("sh").args(["-c", "ulimit -n"]).output().unwrap();
    let most: usize = String::from_utf8_lossy(&limit.stdout).trim().parse().unwrap_or(usize::MAX);
    let clients = 1_000.min(most.saturating_sub(200));
    let serving = Serving::new(&Repository::sample());
    let half = |_| {
        let mut stream = TcpStream::connect(serving.host()).expect("it takes the connection");
        stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
        stream
    };
    let waiting: Vec<TcpStream> = (0..clients).map(half).collect();
    let host = format!("Host: {}\r\n", serving.host());
    for _ in 0..5 {
        assert!(asks(&serving, "GET /", &host).contains("Larkfield"));
    }
    // Nor does one whose lines never end.
    let long = "x".repeat(1 << 20);
    let answer = sends(&serving, &format!("GET / HTTP/1.1\r\n{host}X-Long: {long}\r\n\r\n"));
    assert!(!answer.contains("Larkfield"), "{answer:.200}");
    assert!(asks(&serving, "GET /", &host).contains("Larkfield"));
    for mut stream in waiting.into_iter().take(3) {
        stream.write_all(format!("alhost:{}\r\nConnection: close\r\n\r\n", &serving.host()[10..]).as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(String::from_utf8_lossy(&answer).contains("Larkfield"), "a slow one is answered in the end");
    }
}
