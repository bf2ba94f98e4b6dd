//! What the tests of the site share: a driver for browsers, and the sample log's site on this machine.

use crate::harness::Repository;
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// What browsers are called, from the one that is taken first.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// A program that runs until this is dropped, as it also is where a test panics.
pub struct Running {
    child: Child,
    /// Kept open, so that the program can go on printing.
    stdout: BufReader<ChildStdout>,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        Self { child, stdout }
    }

    /// The first thing that is found in a line that it prints.
    fn says(&mut self, find: impl Fn(&str) -> Option<String>) -> String {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            assert!(self.stdout.read_line(&mut line).expect("it prints text") > 0, "it ended, and said: {lines:?}");
            if let Some(found) = find(&line) {
                return found;
            }
            lines.push(line);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A log's site, built and served by the program.
pub struct Served {
    pub repository: Repository,
    /// Ends with a slash.
    pub address: String,
    _program: Running,
}

impl Served {
    pub fn new(repository: Repository) -> Self {
        let mut command = repository.program(&["serve", "--port", "0", "--out", "site"]);
        // What it would remove in the end goes with the repository.
        let mut program = Running::start(command.env("TMPDIR", repository.path("..")));
        let address = program.says(|line| Some(line.split_whitespace().next()?.to_owned()));
        Self { repository, address, _program: program }
    }

    /// The paths of its pages as addresses name them, without the one for what is not there.
    pub fn pages(&self) -> Vec<String> {
        let files = self.repository.files().into_iter().map(|(path, _)| path);
        let pages = files.filter_map(|path| Some(path.strip_prefix("site/")?.strip_suffix("index.html")?.to_owned()));
        pages.collect()
    }

    /// The address of a page as a file.
    pub fn file(&self, page: &str) -> String {
        format!("file://{}", self.repository.path("site").join(page).join("index.html").display())
    }
}

/// The driver, and the sample log's site.
pub struct Stage {
    pub site: Served,
    pub driver: String,
    pub browser: PathBuf,
    _driver: Running,
    /// Where profiles are; the last to go.
    _temporary: tempfile::TempDir,
}

impl Stage {
    /// The one of this process, made by the first that needs it.
    pub fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Stage>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let stage = Arc::new(Self::new());
            *shared = Arc::downgrade(&stage);
            stage
        })
    }

    fn new() -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let (browser, driver) = browser_and_driver(&path).unwrap_or_else(|missing| panic!("{missing}"));
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let mut driver = Running::start(Command::new(driver).arg("--port=0").env("TMPDIR", temporary.path()));
        let port = driver.says(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim().trim_end_matches('.').to_owned())
        });
        Self {
            site: Served::new(Repository::sample()),
            driver: format!("http://127.0.0.1:{port}"),
            browser,
            _driver: driver,
            _temporary: temporary,
        }
    }
}

/// Where the browser and its driver are.
fn browser_and_driver(path: &OsStr) -> Result<(PathBuf, PathBuf), String> {
    let find = |name: &&str| std::env::split_paths(path).map(|folder| folder.join(name)).find(|file| file.is_file());
    match (BROWSERS.iter().find_map(find), find(&"chromedriver")) {
        (Some(browser), Some(driver)) => Ok((browser, driver)),
        (browser, _) => {
            let missing = if browser.is_some() { "chromedriver" } else { "Chromium" };
            Err(format!(
                "{missing} is not on the PATH, and these tests need Chromium and chromedriver: `bash tests/run.sh` \
                 installs them, or `apt-get install chromium chromium-driver` does"
            ))
        }
    }
}

#[test]
fn without_a_browser_it_is_said_what_to_install() {
    let folder = tempfile::tempdir().unwrap();
    let find = || browser_and_driver(folder.path().as_os_str());
    assert!(find().unwrap_err().starts_with("Chromium is not on the PATH"));
    std::fs::write(folder.path().join("chromium-browser"), "").unwrap();
    let missing = find().unwrap_err();
    assert!(missing.starts_with("chromedriver is not") && missing.contains("chromium chromium-driver"), "{missing}");
    std::fs::write(folder.path().join("chromedriver"), "").unwrap();
    assert!(find().unwrap().0.ends_with("chromium-browser"));
}
