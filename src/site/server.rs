//! Shows a site on this machine alone, over HTTP on a loopback address, and tells the pages that are open of changes.

use super::page::POLICY;
use super::server_error::ServerError;
use super::shown::{Found, MISSING, OWN, Sent, Shown};
use crate::report::draw_excerpt;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HOST, HeaderName, IF_NONE_MATCH, LOCATION,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use percent_encoding::percent_decode_str;
use serde_json::json;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tokio::sync::watch;

/// Where the site is served when nothing else is said.
pub const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8000);

/// No page of another site shows a page of this one.
const UNFRAMED: &str = "frame-ancestors 'none'";

/// Serves what is shown, as it changes, until the process is interrupted; `ready` gets the address once it answers
/// (port 0 is any free one).
///
/// # Errors
/// Where the address is not this machine's own, or cannot be listened on.
pub fn serve(
    shown: watch::Receiver<Shown>,
    address: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServerError> {
    if !address.ip().is_loopback() {
        return Err(ServerError::NotLoopback(address));
    }
    let runtime = tokio::runtime::Runtime::new().map_err(ServerError::System)?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => ServerError::Taken(address),
            _ => ServerError::Address(address, error),
        })?;
        ready(listener.local_addr().map_err(ServerError::System)?);
        tokio::spawn(axum::serve(listener, site(shown)).into_future());
        tokio::signal::ctrl_c().await.map_err(ServerError::System)
    });
    // A browser that holds its connection open does not keep us.
    runtime.shutdown_background();
    served
}

/// The answers to requests for what is shown.
fn site(shown: watch::Receiver<Shown>) -> Router {
    Router::new().fallback(answer).layer(middleware::from_fn(guard)).with_state(shown)
}

/// Only names that the site has lead to anything: no path reaches the disk.
async fn answer(State(mut shown): State<watch::Receiver<Shown>>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, "This server only shows.\n").into_response();
    }
    let uri = request.uri();
    let Ok(path) = percent_decode_str(uri.path().trim_start_matches('/')).decode_utf8() else {
        return (StatusCode::BAD_REQUEST, "This address is no text.\n").into_response();
    };
    if let Some(own) = path.strip_prefix(OWN) {
        return own_file(own, shown);
    }
    let tag = request.headers().get(IF_NONE_MATCH);
    if let Some(file) = made(&mut shown, |shown| shown.file(&path)).await {
        return match file.is_stopgap {
            true => send(MISSING, StatusCode::INTERNAL_SERVER_ERROR, &file, None),
            false => send(&path, StatusCode::OK, &file, tag),
        };
    }
    if shown.borrow().file(&format!("{path}/")).is_some() {
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        // One slash: with two it would be another host.
        let to = format!("/{}/{query}", uri.path().trim_start_matches('/'));
        return (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, to)]).into_response();
    }
    match made(&mut shown, Shown::missing).await {
        Some(page) => send(MISSING, StatusCode::NOT_FOUND, &page, None),
        None => send("none.html", StatusCode::SERVICE_UNAVAILABLE, &Shown::nothing(), None),
    }
}

/// A file of what is shown, once it is made; `None` where there is none. Where another site comes meanwhile, it is that one's.
async fn made(shown: &mut watch::Receiver<Shown>, find: impl Fn(&Shown) -> Option<Found>) -> Option<Sent> {
    loop {
        let found = find(&shown.borrow_and_update());
        match found? {
            Found::There(sent) => return Some(sent),
            Found::ToCome(files, path) => tokio::select! {
                sent = files.when_made(&path) => return sent,
                changed = shown.changed() => changed.ok()?,
            },
        }
    }
}

/// A file, unless who asks for it has it.
fn send(path: &str, status: StatusCode, file: &Sent, tag: Option<&HeaderValue>) -> Response {
    let name = if path.is_empty() || path.ends_with('/') { "index.html" } else { path };
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let own = format!("\"{}\"", file.tag);
    let has_it = tag.and_then(|tag| tag.to_str().ok()).is_some_and(|tag| tag.contains(&own));
    let headers = [(CONTENT_TYPE, kind.to_string()), (ETAG, own)];
    match has_it {
        true => (StatusCode::NOT_MODIFIED, headers).into_response(),
        false => (status, headers, file.bytes.to_vec()).into_response(),
    }
}

/// What the server has beside the site.
fn own_file(name: &str, shown: watch::Receiver<Shown>) -> Response {
    let text = |kind: &'static str, text: &'static str| ([(CONTENT_TYPE, kind)], text).into_response();
    match name.strip_prefix("changes/").and_then(|rest| rest.split_once('/')) {
        Some((look, page)) => changes(look, page, shown),
        None if name == "live.js" => text("text/javascript", include_str!("../../templates/serve/live.js")),
        None if name == "live.css" => text("text/css", include_str!("../../templates/serve/live.css")),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Tells a page how it stands with it, and again whenever that changes.
fn changes(look: &str, page: &str, mut shown: watch::Receiver<Shown>) -> Response {
    shown.mark_changed();
    let (look, page) = (look.to_owned(), page.to_owned());
    let told = unfold((shown, look, page), |(mut shown, look, page)| async move {
        shown.changed().await.ok()?;
        // What changes from here on is told the next time.
        shown.mark_unchanged();
        let page_of = |shown: &Shown| shown.file(&page).or_else(|| shown.missing());
        let now = made(&mut shown.clone(), page_of).await.unwrap_or_else(Shown::nothing);
        let said = {
            let shown = shown.borrow();
            let trouble = shown.trouble.as_ref();
            let trouble = trouble.map(|it| {
                let drawn = it.excerpt.as_ref().map(|excerpt| draw_excerpt(excerpt));
                json!({"message": it.message, "place": it.place, "drawn": drawn, "help": it.help})
            });
            json!({"fresh": now.look == look, "trouble": trouble, "lag": shown.search_lags})
        };
        Some((Ok::<_, Infallible>(Event::default().data(said.to_string())), (shown, look, page)))
    });
    Sse::new(told).keep_alive(KeepAlive::default()).into_response()
}

/// Answers only who asks for this machine by its own name: a page from elsewhere, whose name was made to lead here, gets
/// nothing. Every answer says that it is not to be kept, guessed at or shown in other sites' pages.
async fn guard(request: Request, next: Next) -> Response {
    // Of two names it would be anybody's guess which one counts.
    let mut named = request.headers().get_all(HOST).iter();
    let host = named.next().filter(|_| named.next().is_none());
    let mut response = match is_local(request.uri(), host) {
        true => next.run(request).await,
        false => (StatusCode::MISDIRECTED_REQUEST, "This server answers to localhost only.\n").into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    // A page cannot say itself who may show it within another.
    if let Ok(policy) = HeaderValue::from_str(&format!("{POLICY}; {UNFRAMED}")) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    // All text of a site is UTF-8, and only pages can say so themselves.
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("text/")
        && !kind.contains("charset")
        && let Ok(kind) = HeaderValue::from_str(&format!("{kind}; charset=utf-8"))
    {
        headers.insert(CONTENT_TYPE, kind);
    }
    response
}

fn is_local(uri: &Uri, host: Option<&HeaderValue>) -> bool {
    let named = host.and_then(|host| host.to_str().ok()).is_some_and(is_local_name);
    named && uri.authority().is_none_or(|authority| is_local_name(authority.as_str()))
}

/// Whether a name with or without a port is one of this machine alone.
fn is_local_name(authority: &str) -> bool {
    let name = match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => authority,
    };
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::disallowed_methods)]
    use super::*;
    use crate::site::Files;
    use axum::body::Body;
    use hyper_util::client::legacy::{Client, connect::HttpConnector};
    use hyper_util::rt::TokioExecutor;
    use std::sync::Arc;

    struct Answer {
        status: u16,
        kind: String,
        headers: axum::http::HeaderMap,
        body: String,
    }

    /// What a server of a site answers to requests for paths, each with the Host header that it is given.
    fn answers(shown: &Shown, requests: &[(Method, &str, &str)]) -> Vec<Answer> {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(axum::serve(listener, site(watch::Sender::new(shown.clone()).subscribe())).into_future());
            let client: Client<HttpConnector, Body> = Client::builder(TokioExecutor::new()).build_http();
            let mut answers = Vec::new();
            for (method, path, host) in requests {
                let request =
                    Request::builder().method(method).uri(format!("http://{address}{path}")).header(HOST, *host);
                let answer = client.request(request.body(Body::empty()).unwrap()).await.unwrap();
                let (parts, body) = answer.into_parts();
                let body = axum::body::to_bytes(Body::new(body), usize::MAX).await.unwrap();
                answers.push(Answer {
                    status: parts.status.as_u16(),
                    kind: parts
                        .headers
                        .get(CONTENT_TYPE)
                        .map(|kind| kind.to_str().unwrap().to_owned())
                        .unwrap_or_default(),
                    headers: parts.headers,
                    body: String::from_utf8_lossy(&body).into_owned(),
                });
            }
            answers
        })
    }

    fn get(shown: &Shown, path: &str) -> Answer {
        answers(shown, &[(Method::GET, path, "localhost:8000")]).remove(0)
    }

    fn shown_of(files: &[(&str, &str)]) -> Shown {
        let there: Vec<_> = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let mut shown = Shown::default();
        shown.show(Arc::new(Files::new(files.iter().map(|(path, _)| *path), &there, |_| {})));
        shown
    }

    const SITE: &[(&str, &str)] = &[
        ("index.html", "home"),
        ("404.html", "no such page"),
        ("incidents/2026-03-02-a/index.html", "incident"),
        ("incidents/2026-03-02-a/graph 1.png", "png"),
        ("search/a.wasm", "wasm"),
        ("search/d/1.js", "found"),
        ("search/packed", "packed"),
        ("search.js", "script"),
        ("style.css", "style"),
        ("feed.xml", "feed"),
    ];

    /// A page without what the server puts into it.
    fn words(answer: &Answer) -> &str {
        answer.body.split("<script").next().unwrap()
    }

    #[test]
    fn files_have_their_types_and_folders_their_pages() {
        let site = shown_of(SITE);
        for (path, kind, body) in [
            ("/", "text/html; charset=utf-8", "home"),
            ("/incidents/2026-03-02-a/", "text/html; charset=utf-8", "incident"),
            ("/incidents/2026-03-02-a/graph%201.png", "image/png", "png"),
            ("/search/a.wasm?ts=1", "application/wasm", "wasm"),
            ("/search/d/1.js", "text/javascript; charset=utf-8", "found"),
            ("/search/packed", "application/octet-stream", "packed"),
            ("/search.js", "text/javascript; charset=utf-8", "script"),
            ("/style.css", "text/css; charset=utf-8", "style"),
            ("/feed.xml", "text/xml; charset=utf-8", "feed"),
        ] {
            let answer = get(&site, path);
            assert_eq!((answer.status, answer.kind.as_str(), words(&answer)), (200, kind, body), "{path}");
            assert_eq!(answer.headers.get(CACHE_CONTROL).unwrap(), "no-cache");
            assert_eq!(answer.headers.get(X_CONTENT_TYPE_OPTIONS).unwrap(), "nosniff");
            assert_eq!(answer.headers.get(CONTENT_SECURITY_POLICY).unwrap(), &format!("{POLICY}; {UNFRAMED}"));
        }
        for path in ["/incidents/2026-03-02-a", "//incidents/2026-03-02-a"] {
            assert_eq!(get(&site, path).headers.get("location").unwrap(), "/incidents/2026-03-02-a/", "{path}");
        }
    }

    #[test]
    fn what_is_not_there_has_its_page() {
        let site = shown_of(SITE);
        for path in ["/nothing", "/incidents/", "/incidents/nothing/", "/index.html/x", "/.serve/nothing"] {
            let answer = get(&site, path);
            assert!(answer.status == 404 && ["no such page", ""].contains(&words(&answer)), "{path}");
        }
        assert_eq!(get(&shown_of(&SITE[..1]), "/nothing").status, 404);
        let answers = answers(&site, &[(Method::HEAD, "/", "localhost"), (Method::POST, "/", "localhost")]);
        assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [200, 405]);
    }

    #[test]
    fn no_path_leads_out_of_the_site() {
        let site = shown_of(SITE);
        for path in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "//etc/passwd",
            "/etc/passwd",
            "/%2fetc%2fpasswd",
            "/%00",
            "/%ff",
            "/.serve/../Cargo.toml",
            "/.serve/changes/..",
        ] {
            let answer = get(&site, path);
            let is_refused =
                answer.status >= 400 && ["no such page", "", "This address is no text.\n"].contains(&words(&answer));
            assert!(is_refused, "{path}: {}", answer.body);
        }
    }

    #[test]
    fn what_a_browser_has_is_not_sent_again() {
        let ask = |site: &Shown, tag: &HeaderValue| {
            let request = Request::get("/style.css").header(IF_NONE_MATCH, tag).header(HOST, "localhost");
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let shown = watch::Sender::new(site.clone()).subscribe();
            runtime.block_on(answer(State(shown), request.body(Body::empty()).unwrap())).status().as_u16()
        };
        let tag = get(&shown_of(SITE), "/style.css").headers.get(ETAG).unwrap().clone();
        assert_eq!(ask(&shown_of(SITE), &tag), 304);
        assert_eq!(ask(&shown_of(&[("style.css", "other")]), &tag), 200);
    }

    #[test]
    fn while_no_site_could_be_built_its_place_is_kept() {
        let answer = get(&Shown::default(), "/incidents/");
        assert!(answer.status == 503 && answer.body.contains("/.serve/live.js"), "{}", answer.body);
        assert!(answer.body.contains("cannot be built"));
    }

    #[test]
    fn names_that_were_made_to_lead_here_get_nothing() {
        let site = shown_of(SITE);
        let ask = |host| answers(&site, &[(Method::GET, "/", host)]).remove(0);
        for host in ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "127.8.9.1", "[::1]:8000", "[::1]"] {
            assert_eq!((ask(host).status, words(&ask(host))), (200, "home"), "{host}");
        }
        for host in
            ["evil.example", "evil.example:8000", "localhost.evil.example", "192.168.0.1", "0.0.0.0", "[::2]", ""]
        {
            let answer = ask(host);
            assert!(answer.status >= 400 && !answer.body.contains("home"), "{host}: {}", answer.body);
        }
    }

    #[test]
    fn an_address_that_cannot_be_had_says_what_to_do() {
        let shown = || watch::Sender::new(Shown::default()).subscribe();
        let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let error = serve(shown(), taken.local_addr().unwrap(), |_| {}).unwrap_err();
        assert!(matches!(error, ServerError::Taken(_)), "{error}");
        assert!(error.to_string().contains("is taken") && error.help().contains("--port"));
        let everywhere = serve(shown(), ([0, 0, 0, 0], 0).into(), |_| {}).unwrap_err();
        assert!(matches!(everywhere, ServerError::NotLoopback(_)), "{everywhere}");
    }
}
