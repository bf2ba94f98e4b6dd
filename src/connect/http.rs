//! The one HTTP client: short of patience, bounded, and never led to another host.

use super::address::{Address, is_metadata};
use super::failure::ConnectError;
use super::secret::Secret;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::ErrorKind;
use std::time::Duration;
use ureq::config::Config;
use ureq::http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use ureq::http::{HeaderMap, Method, StatusCode};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, Timeout};

/// What a request may take: until the connection stands, and as a whole.
const CONNECT: Duration = Duration::from_secs(3);
const WHOLE: Duration = Duration::from_secs(10);
/// By as much this machine's clock may be ahead of a service's, which is asked for what is new since.
pub const CLOCKS: chrono::Duration = chrono::Duration::days(1);
/// The longest answer, in bytes.
const LONGEST: u64 = 1 << 20;
/// How often one service may send us on.
const REDIRECTS: usize = 3;
/// The longest that is told of what a service says, in characters.
const SAYING: usize = 200;

/// Sends requests, through the proxy of the environment where it names one.
#[derive(Debug)]
pub struct Client {
    outside: Agent,
    /// For services on this machine, which no proxy reaches.
    here: Agent,
}

/// What a service is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    method: Method,
    address: Address,
    headers: Vec<(&'static str, Secret)>,
    body: Option<(&'static str, Vec<u8>)>,
}

/// What a service answered: that it was done.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Request {
    fn new(method: Method, address: &Address) -> Self {
        Self { method, address: address.clone(), headers: Vec::new(), body: None }
    }

    /// Asks for something to read.
    pub fn get(address: &Address) -> Self {
        Self::new(Method::GET, address)
    }

    /// Asks for something to be made.
    pub fn post(address: &Address) -> Self {
        Self::new(Method::POST, address)
    }

    /// Asks for something to be changed in part.
    pub fn patch(address: &Address) -> Self {
        Self::new(Method::PATCH, address)
    }

    /// Asks for something to be put in the place of another.
    pub fn put(address: &Address) -> Self {
        Self::new(Method::PUT, address)
    }

    /// With a token of the bearer.
    #[must_use]
    pub fn bearer(self, token: &Secret) -> Self {
        self.header("authorization", Secret::new(format!("Bearer {}", token.whole())))
    }

    /// With a header, whose value is shown to nobody.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: Secret) -> Self {
        self.headers.push((name, value));
        self
    }

    /// With a body of JSON.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn json(mut self, body: &impl Serialize) -> Result<Self, ConnectError> {
        let bytes = serde_json::to_vec(body).map_err(|_| ConnectError::Garbled)?;
        self.body = Some(("application/json; charset=utf-8", bytes));
        Ok(self)
    }

    /// With a body as a form has it.
    #[must_use]
    pub fn form(mut self, words: &[(&str, &str)]) -> Self {
        self.body = Some(("application/x-www-form-urlencoded", pairs(words).into_bytes()));
        self
    }

    /// With the words of a query behind the address.
    #[must_use]
    pub fn query(mut self, words: &[(&str, &str)]) -> Self {
        self.address = self.address.with_query(&pairs(words));
        self
    }
}

fn pairs(words: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
    words.iter().map(pair).collect::<Vec<_>>().join("&")
}

impl Answer {
    /// The answer as JSON.
    ///
    /// # Errors
    /// Where it is none, or not of this shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ConnectError> {
        serde_json::from_slice(&self.body).map_err(|_| ConnectError::Garbled)
    }

    /// A header, where it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Default for Client {
    fn default() -> Self {
        let outside = settings().build();
        let here = settings().proxy(None).build();
        let [outside, here] =
            [outside, here].map(|config| Agent::with_parts(config, DefaultConnector::default(), Outside::default()));
        Self { outside, here }
    }
}

fn settings() -> ureq::config::ConfigBuilder<ureq::typestate::AgentScope> {
    Config::builder()
        .user_agent(concat!("incident/", env!("CARGO_PKG_VERSION")))
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(WHOLE))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        // One that was kept may be closed at the other end, and then nobody knows what became of the request.
        .max_idle_connections(0)
        // A company's own authority stands in the machine's list.
        .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
}

impl Client {
    /// Sends a request, and gives the answer where the service did what it was asked for.
    ///
    /// # Errors
    /// Where it cannot be reached, does not answer, or says no. No secret of the request is in it.
    pub fn send(&self, request: &Request) -> Result<Answer, ConnectError> {
        let mut address = request.address.clone();
        for _ in 0..=REDIRECTS {
            let answer = self.once(request, &address)?;
            let status = StatusCode::from_u16(answer.status).unwrap_or_default();
            if !status.is_redirection() {
                return answered(request, status, answer);
            }
            // The other redirections ask for another method than ours.
            let repeats = request.method == Method::GET
                || matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
            let location = answer.header(LOCATION.as_str());
            let Some(to) = location.and_then(|to| address.redirected(to)).filter(|_| repeats) else {
                return Err(ConnectError::Refused { status: answer.status, says: "it leads elsewhere".to_owned() });
            };
            address = to;
        }
        Err(ConnectError::Refused { status: 302, says: "it leads round in a circle".to_owned() })
    }

    fn once(&self, request: &Request, address: &Address) -> Result<Answer, ConnectError> {
        let agent = if address.is_loopback() { &self.here } else { &self.outside };
        let mut sent = ureq::http::Request::builder().method(&request.method).uri(address.whole());
        for (name, value) in &request.headers {
            sent = sent.header(*name, value.whole());
        }
        let unfit = |_| ConnectError::Address("a character of the address or the secret cannot be sent");
        let answer = match &request.body {
            Some((kind, bytes)) => agent.run(sent.header(CONTENT_TYPE, *kind).body(bytes.as_slice()).map_err(unfit)?),
            None => agent.run(sent.body(()).map_err(unfit)?),
        };
        let (parts, mut body) = answer.map_err(|error| told(&error))?.into_parts();
        let body = body.with_config().limit(LONGEST).read_to_vec().map_err(|error| match error {
            Error::BodyExceedsLimit(_) => ConnectError::Garbled,
            Error::Timeout(_) => ConnectError::TimedOut,
            _ => ConnectError::Lost,
        });
        // What a refusal says besides is worth nothing; an answer is.
        let body = if parts.status.is_success() { body? } else { body.unwrap_or_default() };
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }
}

/// An answer that came, by what it says.
fn answered(request: &Request, status: StatusCode, answer: Answer) -> Result<Answer, ConnectError> {
    let is_page = answer.header(CONTENT_TYPE.as_str()).is_some_and(|kind| kind.starts_with("text/html"));
    if status.is_success() {
        return if is_page { Err(ConnectError::Page) } else { Ok(answer) };
    }
    let wait = answer.header(RETRY_AFTER.as_str()).and_then(|wait| wait.trim().parse().ok()).map(Duration::from_secs);
    // A tracker says so with a status of its own.
    let is_spent = wait.is_some() || answer.header("x-ratelimit-remaining") == Some("0");
    if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::FORBIDDEN && is_spent {
        return Err(ConnectError::RateLimited { wait });
    }
    let says = if is_page { String::new() } else { saying(request, &answer.body) };
    Err(ConnectError::Refused { status: status.as_u16(), says })
}

/// What a refusal says, in a line and without a secret of ours that it repeats.
fn saying(request: &Request, body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let json: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    let member = |name: &str| json.as_ref()?.get(name)?.as_str().map(str::to_owned);
    let said = member("message").or_else(|| member("error")).unwrap_or_else(|| match json {
        Some(_) => String::new(),
        None => text.lines().next().unwrap_or_default().to_owned(),
    });
    let mut said: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let secrets = request.headers.iter().map(|(_, secret)| secret.whole().trim_start_matches("Bearer "));
    // A webhook's path is its secret.
    for secret in secrets.chain([request.address.path()]).filter(|secret| secret.len() > 1) {
        said = said.replace(secret, "***");
    }
    said.chars().take(SAYING).collect()
}

/// What an error of the connection means for the request.
fn told(error: &Error) -> ConnectError {
    let unreachable = |why: &str| ConnectError::Unreachable(why.to_owned());
    match error {
        Error::HostNotFound => unreachable("its host is not found"),
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => unreachable("no connection in 3 s"),
        Error::Timeout(_) => ConnectError::TimedOut,
        Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused => unreachable("the connection is refused"),
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
                unreachable("there is no network")
            }
            _ => ConnectError::Lost,
        },
        Error::ConnectionFailed => unreachable("no connection came about"),
        Error::InvalidProxyUrl | Error::ConnectProxyFailed(_) => unreachable("the proxy does not let it through"),
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) => unreachable("its certificate is not trusted"),
        Error::BadUri(_) | Error::Http(_) => unreachable("the address cannot be used"),
        _ => ConnectError::Lost,
    }
}

/// Names become numbers as ever, but none of a cloud's own services.
#[derive(Debug, Default)]
struct Outside(DefaultResolver);

impl Resolver for Outside {
    fn resolve(
        &self,
        uri: &ureq::http::Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.0.resolve(uri, config, timeout).map_err(|error| match error {
            Error::Io(_) => Error::HostNotFound,
            other => other,
        })?;
        if found.iter().any(|number| is_metadata(number.ip())) { Err(Error::HostNotFound) } else { Ok(found) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::failure::Fate;
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// What the client makes of this answer, given once by a server on this machine; without one it hangs up.
    fn answer(text: &'static str) -> Result<Answer, ConnectError> {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Address::parse(&format!("http://{}/services/T0/hidden", server.local_addr().unwrap())).unwrap();
        let serving = std::thread::spawn(move || {
            let (mut stream, _) = server.accept().unwrap();
            let mut request = [0; 4096];
            let read = stream.read(&mut request).unwrap();
            stream.write_all(text.as_bytes()).unwrap();
            String::from_utf8_lossy(&request[..read]).into_owned()
        });
        let request = Request::post(&address).bearer(&Secret::new("xoxb-hidden")).json(&["x"]).unwrap();
        let answer = Client::default().send(&request);
        let sent = serving.join().unwrap();
        assert!(sent.contains("authorization: Bearer xoxb-hidden") && sent.contains("user-agent: incident/"), "{sent}");
        answer
    }

    fn refusal(text: &'static str) -> (ConnectError, String) {
        let error = answer(text).unwrap_err();
        let said = error.to_string();
        (error, said)
    }

    #[test]
    fn an_answer_is_what_was_done_and_all_else_says_what_became_of_it() {
        let done = answer("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"ok\":true}").unwrap();
        assert_eq!(done.json::<serde_json::Value>().unwrap()["ok"], true);
        assert_eq!(done.json::<Vec<u8>>().unwrap_err().fate(), Fate::Unknown);
        let (error, _) = refusal("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1\r\n\r\n<");
        assert_eq!((error.fate(), error), (Fate::NotDone, ConnectError::Page));
        let (error, _) = refusal("HTTP/1.1 429 Slow\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n");
        assert_eq!(error, ConnectError::RateLimited { wait: Some(Duration::from_secs(7)) });
        assert_eq!(refusal("").0.fate(), Fate::Unknown);
        assert_eq!(refusal("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{").0.fate(), Fate::Unknown);
        assert_eq!(refusal("HTTP/1.1 200 OK\r\ncontent-length: 2000000\r\n\r\n").0.fate(), Fate::Unknown);
    }

    #[test]
    fn a_refusal_says_what_the_service_says_without_our_secrets() {
        let (error, said) = refusal(
            "HTTP/1.1 403 No\r\ncontent-length: 63\r\n\r\n{\"message\": \"xoxb-hidden may not\\npost to /services/T0/hidden\"}\n",
        );
        assert_eq!((error.fate(), said.contains("hidden")), (Fate::NotDone, false));
        assert!(said.starts_with("it answered with status 403: *** may not post"), "{said}");
        let (_, said) = refusal("HTTP/1.1 302 Found\r\nlocation: https://evil.example/\r\ncontent-length: 0\r\n\r\n");
        assert_eq!(said, "it answered with status 302: it leads elsewhere");
    }

    #[test]
    fn nobody_at_the_other_end_is_sure_not_to_have_done_it() {
        let address = Address::parse("http://127.0.0.1:1/").unwrap();
        let error = Client::default().send(&Request::get(&address)).unwrap_err();
        assert_eq!(error, ConnectError::Unreachable("the connection is refused".to_owned()));
    }
}
