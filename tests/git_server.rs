//! Git over HTTP on this machine: git's own server program, with as little around it as passes a request on.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The server, until it is stopped.
pub struct GitServer {
    pub host: String,
    is_over: Arc<AtomicBool>,
    serving: std::thread::JoinHandle<()>,
}

impl GitServer {
    /// Serves the repositories in a folder; to whoever has `user:password`, where that is named.
    pub fn start(folder: &Path, login: Option<&str>) -> Self {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = server.local_addr().unwrap().to_string();
        let is_over = Arc::new(AtomicBool::new(false));
        let (over, folder, login) = (Arc::clone(&is_over), folder.to_owned(), login.map(basic));
        let serving = std::thread::spawn(move || {
            for stream in server.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                // One that went away is a test's own affair.
                let _ = answer(stream.unwrap(), &folder, login.as_deref());
            }
        });
        Self { host, is_over, serving }
    }

    /// Nothing answers at its address any more.
    pub fn stop(self) {
        self.is_over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(&self.host));
        self.serving.join().unwrap();
    }
}

/// What a client says in its header.
fn basic(login: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let coded = login.as_bytes().chunks(3).map(|three| {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        let digit = |at: usize| DIGITS[(bits >> (18 - 6 * at)) as usize & 63] as char;
        (0..4).map(|at| if at <= three.len() { digit(at) } else { '=' }).collect::<String>()
    });
    format!("Basic {}", coded.collect::<String>())
}

fn answer(mut stream: TcpStream, folder: &PathBuf, login: Option<&str>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = std::collections::HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
    if login.is_some_and(|login| header("authorization") != login) {
        let refusal = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"git\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return stream.write_all(refusal.as_bytes());
    }
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut git = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", folder)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("REQUEST_METHOD", &method)
        .env("PATH_INFO", path)
        .env("QUERY_STRING", query)
        .env("CONTENT_TYPE", header("content-type"))
        .env("CONTENT_LENGTH", header("content-length"))
        .env("HTTP_CONTENT_ENCODING", header("content-encoding"))
        .env("GIT_PROTOCOL", header("git-protocol"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    git.stdin.take().unwrap().write_all(&body)?;
    let answer = git.wait_with_output()?.stdout;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.lines().find_map(|line| line.strip_prefix("Status: ")).unwrap_or("200 OK").to_owned();
    stream.write_all(format!("HTTP/1.1 {status}\r\nConnection: close\r\n").as_bytes())?;
    stream.write_all(&answer)
}
