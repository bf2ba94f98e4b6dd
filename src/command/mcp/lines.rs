//! Standard input line by line. A line that is no JSON is answered as JSON-RPC has it, so that whoever sent it need not wait.

use futures_util::future::{Either, select};
use rmcp::RoleServer;
use rmcp::model::ErrorData;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use rmcp::transport::async_rw::{AsyncRwTransport, DEFAULT_MAX_LINE_LENGTH};
use serde::de::IgnoredAny;
use std::pin::pin;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream, Stdin, Stdout};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

/// As much as is read before it is looked at.
const AHEAD: usize = 64 * 1024;
/// As many answers wait before no more is read.
const WAITING: usize = 16;

/// How an answer begins that is of no request, and how it is to begin.
const OF_NONE: &[u8] = br#"{"jsonrpc":"2.0","error":"#;
const OF_NONE_WITH_ID: &[u8] = br#"{"jsonrpc":"2.0","id":null,"error":"#;

/// The protocol's own way over standard input and output, which hears nothing of what is no JSON.
pub struct Lines {
    inner: AsyncRwTransport<RoleServer, DuplexStream, DuplexStream>,
    /// Ends when all answers are out.
    answers: Option<JoinHandle<()>>,
    broken: Receiver<&'static str>,
}

impl Lines {
    /// Begins to read; within a runtime.
    pub fn read(input: Stdin, output: Stdout) -> Self {
        let (feed, fed) = tokio::io::duplex(AHEAD);
        let (tell, broken) = channel(WAITING);
        let (answer, answered) = tokio::io::duplex(AHEAD);
        tokio::spawn(pass_on(input, feed, tell));
        let answers = Some(tokio::spawn(print(answered, output)));
        Self { inner: AsyncRwTransport::new_server(fed, answer), answers, broken }
    }
}

/// Passes lines of JSON on until there are no more, and tells why one is not.
async fn pass_on(input: Stdin, mut feed: DuplexStream, tell: Sender<&'static str>) {
    let mut input = BufReader::new(input);
    let (mut line, mut is_rest) = (Vec::new(), false);
    loop {
        line.clear();
        let most = DEFAULT_MAX_LINE_LENGTH as u64;
        match (&mut input).take(most).read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let is_whole = line.ends_with(b"\n");
        let passed = match (is_rest, is_whole) {
            // What is too long is told of once.
            (true, _) => Ok(()),
            (false, false) if line.len() >= DEFAULT_MAX_LINE_LENGTH => {
                tell.send("this line is too long").await.map_err(drop)
            }
            _ if line.iter().all(u8::is_ascii_whitespace) => Ok(()),
            _ if is_json(&line) => feed.write_all(&line).await.map_err(drop),
            _ => tell.send("this line is no JSON").await.map_err(drop),
        };
        is_rest = !is_whole;
        if passed.is_err() {
            return;
        }
    }
}

/// Prints answers line by line, each of those that are of no request with an id that is none: JSON-RPC asks for it.
async fn print(answered: DuplexStream, mut output: Stdout) {
    let mut answered = BufReader::new(answered);
    let mut line = Vec::new();
    while answered.read_until(b'\n', &mut line).await.is_ok_and(|read| read > 0) {
        if let Some(rest) = line.strip_prefix(OF_NONE) {
            line = [OF_NONE_WITH_ID, rest].concat();
        }
        if output.write_all(&line).await.is_err() || output.flush().await.is_err() {
            return;
        }
        line.clear();
    }
}

fn is_json(line: &[u8]) -> bool {
    let text = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

impl Transport<RoleServer> for Lines {
    type Error = std::io::Error;

    fn send(
        &mut self,
        item: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        self.inner.send(item)
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            let why = {
                let (broken, message) = (pin!(self.broken.recv()), pin!(self.inner.receive()));
                match select(broken, message).await {
                    Either::Left((Some(why), _)) => why,
                    Either::Left((None, message)) => return message.await,
                    Either::Right((message, _)) => return message,
                }
            };
            // It goes out even where nobody waits here any more.
            tokio::spawn(
                self.inner.send(TxJsonRpcMessage::<RoleServer>::error(ErrorData::parse_error(why, None), None)),
            );
        }
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.inner.close().await?;
        if let Some(answers) = self.answers.take() {
            answers.await.map_err(std::io::Error::other)?;
        }
        Ok(())
    }
}
