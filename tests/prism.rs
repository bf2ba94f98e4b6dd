//! Prism: a server on this machine that a service's published description makes, and that refuses what is not as it says.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// It runs until it is dropped.
pub struct Prism {
    child: Child,
    pub host: String,
}

impl Prism {
    pub fn start(program: &Path, description: &Path) -> Self {
        let host = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut child = Command::new(program)
            .args(["mock", "--errors", "-h", "127.0.0.1", "-p", &host.port().to_string()])
            .arg(description)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.by_ref().any(|line| line.unwrap().contains("Prism is listening")), "it does not start");
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, host: host.to_string() }
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
