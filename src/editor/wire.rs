//! Messages as bytes: a head that says how long the body is, and JSON.

use lsp_server::Message;
use serde_json::{Value, json};
use std::io::{BufRead, Read as _, Result, Write};

/// The largest message that is read, in bytes: far more than the largest document takes.
const MOST_BYTES: usize = 100_000_000;
/// The longest line of a head.
const MOST_OF_A_HEAD: u64 = 8_000;

/// What came in.
#[derive(Debug)]
pub enum Incoming {
    Message(Message),
    /// Something that is no message; why.
    Malformed(String),
    /// Nothing comes any more.
    End,
}

/// Reads the next message; what is none is passed over.
pub fn read(input: &mut impl BufRead) -> Incoming {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        match input.take(MOST_OF_A_HEAD).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return Incoming::End,
            Ok(_) => {}
        }
        let line = String::from_utf8_lossy(&line);
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("Content-Length") => {
                length = value.trim().parse::<usize>().ok();
            }
            Some(_) => {}
            None if line.trim().is_empty() && length.is_some() => break,
            // What stands between messages, or a head without a length.
            None if line.trim().is_empty() => return Incoming::Malformed("no Content-Length was given".to_owned()),
            None => {}
        }
    }
    let length = length.unwrap_or_default();
    let most = length.min(MOST_BYTES);
    let mut body = Vec::new();
    match input.take(most as u64).read_to_end(&mut body) {
        Ok(read) if read == length => {}
        Ok(read) if read == most => {
            let rest = (length - most) as u64;
            return match std::io::copy(&mut input.take(rest), &mut std::io::sink()) {
                Ok(copied) if copied == rest => {
                    Incoming::Malformed(format!("a message has more than {MOST_BYTES} bytes"))
                }
                _ => Incoming::End,
            };
        }
        _ => return Incoming::End,
    }
    let body: Value = match serde_json::from_slice(&body) {
        Ok(body) => body,
        Err(error) => return Incoming::Malformed(format!("this is no JSON: {error}")),
    };
    let has_id = body.get("id").is_some_and(|id| !id.is_null());
    match serde_json::from_value(body) {
        // Whoever gave it an id waits for an answer.
        Ok(Message::Notification(_)) if has_id => Incoming::Malformed("an id is a number or a text".to_owned()),
        Ok(message) => Incoming::Message(message),
        Err(_) => Incoming::Malformed("this is no request, notification or answer".to_owned()),
    }
}

/// Writes a message.
///
/// # Errors
/// Where nobody reads any more.
pub fn write(output: &mut impl Write, message: &Value) -> Result<()> {
    let body = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

/// A notification or a request, as it is sent.
pub fn said(method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut bytes: &[u8]) -> Vec<String> {
        let mut told = Vec::new();
        loop {
            told.push(match read(&mut bytes) {
                Incoming::Message(Message::Request(request)) => request.method,
                Incoming::Message(Message::Notification(notification)) => notification.method,
                Incoming::Message(Message::Response(_)) => "an answer".to_owned(),
                Incoming::Malformed(why) => why,
                Incoming::End => return told,
            });
        }
    }

    fn framed(body: &str) -> String {
        format!("content-length: {}\r\nX-Other: y\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_is_no_message_is_told_and_the_next_one_is_read() {
        let bytes = [
            framed(r#"{"id": 1, "method": "a", "params": {}}"#),
            framed("{"),
            framed(r#"{"id": {}, "method": "a"}"#),
            "garbage\r\n\r\n".to_owned(),
            framed(r#"{"method": "b"}"#),
            "Content-Length: 99999999999999999999\r\n\r\n".to_owned(),
            framed(r#"{"id": "1", "result": null}"#),
            "Content-Length: 50\r\n\r\n{".to_owned(),
        ];
        let told = all(bytes.concat().as_bytes());
        assert_eq!([&told[0], &told[4], &told[6]], ["a", "b", "an answer"], "{told:?}");
        assert!(told[1].starts_with("this is no JSON"), "{told:?}");
        assert_eq!([&told[3], &told[5]], ["no Content-Length was given"; 2], "{told:?}");
        assert_eq!(told.len(), 7, "{told:?}");
        // It is not taken at its word for how much memory it needs.
        assert_eq!(all(b"Content-Length: 99999999999\r\n\r\n{}"), [""; 0]);
    }
}
