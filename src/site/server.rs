//! Shows a built site on this machine alone: a folder's files over HTTP on a loopback address.

use super::page::POLICY;
use axum::Router;
use axum::extract::Request;
use axum::handler::HandlerWithoutStateExt;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderName, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use tower_http::services::ServeDir;
use tower_http::services::fs::{Backend, TokioBackend, TokioFile};

/// Where the site is served when nothing else is said.
pub const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8000);

/// Why a site cannot be served.
#[derive(Debug)]
pub enum ServerError {
    /// Others could reach this address.
    NotLoopback(SocketAddr),
    /// Another program has the port.
    Taken(SocketAddr),
    /// The address cannot be listened on.
    Address(SocketAddr, io::Error),
    /// The folder cannot be read.
    Folder(PathBuf, io::Error),
    /// The runtime or the signals of the system failed.
    System(io::Error),
}

impl std::fmt::Display for ServerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotLoopback(address) => write!(f, "{address} is no address of this machine alone"),
            Self::Taken(address) => write!(f, "port {} is taken by another program", address.port()),
            Self::Address(address, error) => write!(f, "{address} cannot be listened on: {error}"),
            Self::Folder(folder, error) => write!(f, "{} cannot be served: {error}", folder.display()),
            Self::System(error) => write!(f, "the site cannot be served: {error}"),
        }
    }
}

impl ServerError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotLoopback(_) => "use 127.0.0.1 or [::1]; to show the site to others, put it on a web server",
            Self::Taken(_) => "choose another with --port, or --port 0 for any that is free",
            Self::Address(..) => "choose a port above 1023 with --port, or --port 0 for any that is free",
            Self::Folder(..) => "`incident build` makes the site",
            Self::System(_) => "",
        }
    }
}

/// Serves a folder until the process is interrupted; `ready` gets the address once it answers (port 0 is any free one).
///
/// # Errors
/// Where the address is not this machine's own, or cannot be listened on, or the folder is not there.
pub fn serve(folder: &Path, address: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<(), ServerError> {
    if !address.ip().is_loopback() {
        return Err(ServerError::NotLoopback(address));
    }
    let folder = folder.canonicalize().map_err(|error| ServerError::Folder(folder.to_path_buf(), error))?;
    let runtime = tokio::runtime::Runtime::new().map_err(ServerError::System)?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => ServerError::Taken(address),
            _ => ServerError::Address(address, error),
        })?;
        ready(listener.local_addr().map_err(ServerError::System)?);
        tokio::spawn(axum::serve(listener, site(folder)).into_future());
        tokio::signal::ctrl_c().await.map_err(ServerError::System)
    });
    // A browser that holds its connection open does not keep us.
    runtime.shutdown_background();
    served
}

/// The answers to requests for a folder's files.
fn site(folder: PathBuf) -> Router {
    let inside = Inside { folder: folder.clone() };
    let missing = {
        let inside = inside.clone();
        move || not_found(inside.clone())
    };
    let files = ServeDir::with_backend(folder, inside).fallback(missing.into_service());
    Router::new().fallback_service(files).layer(middleware::from_fn(guard))
}

/// Files of one folder: what a link in it leads to elsewhere is not there.
#[derive(Clone)]
struct Inside {
    folder: PathBuf,
}

impl Inside {
    async fn resolve(self, path: PathBuf) -> io::Result<PathBuf> {
        let path = tokio::fs::canonicalize(path).await?;
        if path.starts_with(&self.folder) { Ok(path) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

impl Backend for Inside {
    type File = TokioFile;
    type Metadata = std::fs::Metadata;
    type OpenFuture = Pin<Box<dyn Future<Output = io::Result<TokioFile>> + Send>>;
    type MetadataFuture = Pin<Box<dyn Future<Output = io::Result<std::fs::Metadata>> + Send>>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        let inside = self.clone();
        Box::pin(async move { TokioBackend.open(inside.resolve(path).await?).await })
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        let inside = self.clone();
        Box::pin(async move { TokioBackend.metadata(inside.resolve(path).await?).await })
    }
}

async fn not_found(inside: Inside) -> Response {
    let page = inside.folder.join("404.html");
    let page = match inside.resolve(page).await {
        Ok(page) => tokio::fs::read(page).await.ok(),
        Err(_) => None,
    };
    let html = [(CONTENT_TYPE, "text/html")];
    match page {
        Some(page) => (StatusCode::NOT_FOUND, html, page).into_response(),
        None => (StatusCode::NOT_FOUND, "There is no such page.\n").into_response(),
    }
}

/// Answers only who asks for this machine by its own name: a page from elsewhere, whose name was made to lead here, gets
/// nothing. Every answer says that it is not to be kept, guessed at or shown in other sites' pages.
async fn guard(request: Request, next: Next) -> Response {
    let mut response = match is_local(request.uri(), request.headers().get(HOST)) {
        true => next.run(request).await,
        false => (StatusCode::MISDIRECTED_REQUEST, "This server answers to localhost only.\n").into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
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
    use axum::body::Body;
    use axum::http::Method;
    use hyper_util::client::legacy::{Client, connect::HttpConnector};
    use hyper_util::rt::TokioExecutor;
    use std::fs;

    struct Answer {
        status: u16,
        kind: String,
        headers: axum::http::HeaderMap,
        body: String,
    }

    /// What a server of a folder answers to requests for paths, each with the Host header that it is given.
    fn answers(folder: &Path, requests: &[(Method, &str, &str)]) -> Vec<Answer> {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(axum::serve(listener, site(folder.canonicalize().unwrap())).into_future());
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

    fn get(folder: &Path, path: &str) -> Answer {
        answers(folder, &[(Method::GET, path, "localhost:8000")]).remove(0)
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("outside.txt", "outside"),
            ("site/index.html", "home"),
            ("site/404.html", "no such page"),
            ("site/incidents/2026-03-02-a/index.html", "incident"),
            ("site/incidents/2026-03-02-a/graph 1.png", "png"),
            ("site/search/a.wasm", "wasm"),
            ("site/search/wasm.en.pagefind", "packed"),
            ("site/search/fragment/en_1.pf_fragment", "packed"),
            ("site/search.js", "script"),
            ("site/style.css", "style"),
            ("site/feed.xml", "feed"),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn files_have_their_types_and_folders_their_pages() {
        let folder = folder();
        for (path, kind, body) in [
            ("/", "text/html; charset=utf-8", "home"),
            ("/incidents/2026-03-02-a/", "text/html; charset=utf-8", "incident"),
            ("/incidents/2026-03-02-a/graph%201.png", "image/png", "png"),
            ("/search/a.wasm?ts=1", "application/wasm", "wasm"),
            ("/search/wasm.en.pagefind", "application/octet-stream", "packed"),
            ("/search/fragment/en_1.pf_fragment", "application/octet-stream", "packed"),
            ("/search.js", "text/javascript; charset=utf-8", "script"),
            ("/style.css", "text/css; charset=utf-8", "style"),
            ("/feed.xml", "text/xml; charset=utf-8", "feed"),
        ] {
            let answer = get(&folder.path().join("site"), path);
            assert_eq!((answer.status, answer.kind.as_str(), answer.body.as_str()), (200, kind, body), "{path}");
            assert_eq!(answer.headers.get(CACHE_CONTROL).unwrap(), "no-cache");
            assert_eq!(answer.headers.get(X_CONTENT_TYPE_OPTIONS).unwrap(), "nosniff");
            assert_eq!(answer.headers.get(CONTENT_SECURITY_POLICY).unwrap(), POLICY);
        }
        let answer = get(&folder.path().join("site"), "/incidents/2026-03-02-a");
        assert_eq!(answer.headers.get("location").unwrap(), "/incidents/2026-03-02-a/");
    }

    #[test]
    fn what_is_not_there_has_its_page() {
        let folder = folder();
        let site = folder.path().join("site");
        for path in ["/nothing", "/incidents/", "/incidents/nothing/", "/index.html/x"] {
            let answer = get(&site, path);
            assert_eq!((answer.status, answer.body.as_str()), (404, "no such page"), "{path}");
        }
        fs::remove_file(site.join("404.html")).unwrap();
        assert_eq!(get(&site, "/nothing").status, 404);
        let answers = answers(&site, &[(Method::HEAD, "/", "localhost"), (Method::POST, "/", "localhost")]);
        assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [200, 405]);
    }

    #[test]
    fn nothing_outside_of_the_folder_is_served() {
        let folder = folder();
        let site = folder.path().join("site");
        let mut paths = vec!["/../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt", "//etc/passwd", "/%00"];
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("outside.txt"), site.join("link.txt")).unwrap();
            std::os::unix::fs::symlink(folder.path(), site.join("up")).unwrap();
            std::os::unix::fs::symlink(site.join("style.css"), site.join("same.css")).unwrap();
            paths.extend(["/link.txt", "/up/outside.txt", "/up/"]);
            assert_eq!(get(&site, "/same.css").body, "style");
        }
        for path in paths {
            let answer = get(&site, path);
            assert!(answer.status >= 400 && !answer.body.contains("outside"), "{path}: {}", answer.body);
        }
    }

    #[test]
    fn names_that_were_made_to_lead_here_get_nothing() {
        let folder = folder();
        let site = folder.path().join("site");
        let ask = |host| answers(&site, &[(Method::GET, "/", host)]).remove(0);
        for host in ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "127.8.9.1", "[::1]:8000", "[::1]"] {
            assert_eq!((ask(host).status, ask(host).body.as_str()), (200, "home"), "{host}");
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
        let folder = folder();
        let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let error = serve(folder.path(), taken.local_addr().unwrap(), |_| {}).unwrap_err();
        assert!(matches!(error, ServerError::Taken(_)), "{error}");
        assert!(error.to_string().contains("is taken") && error.help().contains("--port"));
        let everywhere = serve(folder.path(), ([0, 0, 0, 0], 0).into(), |_| {}).unwrap_err();
        assert!(matches!(everywhere, ServerError::NotLoopback(_)), "{everywhere}");
        let nowhere = serve(&folder.path().join("nowhere"), DEFAULT_ADDRESS, |_| {}).unwrap_err();
        assert!(nowhere.help().contains("incident build"), "{nowhere}");
    }
}
