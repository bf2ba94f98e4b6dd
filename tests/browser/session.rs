//! One browser, and what a test does with it.

use super::stage::Stage;
use ammonia::url::{ParseError, Url};
use axum::http::Method;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

/// How long something may take that is being waited for; only a failure takes so long.
const PATIENCE: Duration = Duration::from_secs(20);

const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
];

/// A screen, as wide as most desks' and as a phone's.
pub const DESK: (u32, u32) = (1280, 800);
pub const PHONE: (u32, u32) = (390, 844);

/// A browser on the sample log's site.
pub struct Browser {
    client: Client,
    /// Where paths start; ends with a slash.
    pub root: String,
}

/// Runs a test in a browser of its own, which is closed after it, however it ends.
pub fn in_browser(test: impl AsyncFnOnce(&Browser, &Stage)) {
    let stage = Stage::shared();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let browser = runtime.block_on(Browser::start(&stage));
    let ended = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(&browser, &stage))));
    let closed = runtime.block_on(browser.client.close());
    ended.unwrap_or_else(|panic| resume_unwind(panic));
    closed.expect("the browser closes");
}

/// A command of the driver's own.
#[derive(Debug)]
struct Command {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, driver: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        driver.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

impl Browser {
    async fn start(stage: &Stage) -> Self {
        let wanted = json!({
            "goog:chromeOptions": {"binary": stage.browser, "args": FLAGS},
            "goog:loggingPrefs": {"browser": "ALL"},
        });
        let Value::Object(wanted) = wanted else { unreachable!("it is written so") };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(wanted).connect(&stage.driver).await.expect("a browser starts");
        let browser = Self { client, root: stage.site.address.clone() };
        browser.screen(DESK).await;
        browser
    }

    /// A command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        let answer = self.client.issue_cmd(Command { path: "goog/cdp/execute", body }).await;
        answer.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Gives the page a screen of this width and height, whatever the window's may be.
    pub async fn screen(&self, (width, height): (u32, u32)) {
        let mobile = width < 600;
        let screen = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile});
        self.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// Shows pages as in this medium, and to people who prefer this.
    pub async fn media(&self, medium: &str, preferences: &[(&str, &str)]) {
        let features: Vec<Value> =
            preferences.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        self.devtools("Emulation.setEmulatedMedia", json!({"media": medium, "features": features})).await;
    }

    /// Opens a page of the site, by its path or whole address.
    pub async fn go(&self, page: &str) {
        let address = if page.contains("://") { page.to_owned() } else { format!("{}{page}", self.root) };
        self.client.goto(&address).await.unwrap_or_else(|error| panic!("{address}: {error}"));
        // A driver on a busy machine may be back before the page is.
        self.until("document.readyState === 'complete' && document.styleSheets.length > 0").await;
    }

    /// What has been said on the console since the last time.
    pub async fn console(&self) -> Vec<String> {
        let answer = self.client.issue_cmd(Command { path: "se/log", body: json!({"type": "browser"}) }).await;
        let said = answer.expect("the console can be read");
        let said = said.as_array().expect("it is a list").iter();
        said.map(|line| format!("{}: {}", text(&line["level"]), text(&line["message"]))).collect()
    }

    /// Runs a script in the page, and gives what it returns.
    pub async fn script(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// What an expression is on the page, as text.
    pub async fn text_of(&self, expression: &str) -> String {
        text(&self.script(&format!("return String({expression})")).await)
    }

    /// Waits until an expression holds, on this page or on one that comes after it.
    #[track_caller]
    pub fn until(&self, expression: &str) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let since = Instant::now();
            let script = format!("return !!({expression})");
            let mut last = Ok(Value::Null);
            while since.elapsed() < PATIENCE {
                // While a page gives way to another, a script can fail.
                last = self.client.execute(&script, Vec::new()).await;
                if matches!(last, Ok(Value::Bool(true))) {
                    return;
                }
            }
            let shown = "return document.body.innerText.slice(0, 600)";
            let page =
                self.client.execute(shown, Vec::new()).await.map_or_else(|error| error.to_string(), |it| text(&it));
            panic!("{caller}: it never held that {expression} ({last:?}) on:\n{page}");
        }
    }

    /// Presses and lets go keys, one after the other.
    pub async fn press(&self, keys: impl IntoIterator<Item = char>) {
        let mut actions = KeyActions::new("keys".to_owned());
        for key in keys {
            actions = actions.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        }
        self.client.perform_actions(actions).await.expect("keys can be pressed");
    }

    /// Presses the mouse on the middle of an element, whatever lies over it.
    pub async fn press_on(&self, css: &str) {
        let element = self.client.find(Locator::Css(css)).await.unwrap_or_else(|error| panic!("{css}: {error}"));
        let actions = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 })
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(actions).await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Clicks an element that can be seen.
    pub async fn click(&self, css: &str) {
        let element = self.client.find(Locator::Css(css)).await.unwrap_or_else(|error| panic!("{css}: {error}"));
        element.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Chooses a value of a list.
    pub async fn choose(&self, css: &str, value: &str) {
        let list = self.client.find(Locator::Css(css)).await.unwrap_or_else(|error| panic!("{css}: {error}"));
        list.select_by_value(value).await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Clicks a link by its words, once it can be seen.
    pub async fn follow(&self, words: &str) {
        let link = self.client.wait().for_element(Locator::LinkText(words)).await;
        link.unwrap_or_else(|error| panic!("{words}: {error}")).click().await.expect("it can be clicked");
    }

    /// The path of the page, from the site's root, with what it asks for.
    pub async fn path(&self) -> String {
        let address = self.client.current_url().await.expect("there is a page").to_string();
        address.strip_prefix(&self.root).unwrap_or(&address).to_owned()
    }

    /// The page as it would be printed.
    pub async fn print(&self) -> Vec<u8> {
        self.client.print(fantoccini::wd::PrintConfiguration::default()).await.expect("it can be printed")
    }
}

/// A value as text, without quotes.
pub fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The lines of a list.
pub fn lines(value: &Value) -> Vec<String> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list")).iter().map(text).collect()
}
