//! The board of the open incidents, live on a terminal: it follows the log's files and never writes.

mod board;
mod card;

use super::Outcome;
use super::context::Context;
use super::failure::Failure;
use crate::follow::Follower;
use crate::git::{LOG_PARTS, Place, Repository};
use crate::log::Log;
use crate::model::Moment;
use board::Board;
use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::crossterm::style::force_color_output;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io::{IsTerminal as _, stdin, stdout};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration as Wait;

/// How long a key may go unanswered, and how often it is asked whether the log was read anew.
const LISTEN: Wait = Wait::from_millis(100);
/// The log is read anew this often though no change of it was told: not every file system tells of them all.
const READ_ANEW: Wait = Wait::from_secs(60);

/// How long the board may take to end.
const GRACE: Wait = Wait::from_secs(1);

/// What came of reading the log.
type Reading = Result<Log, String>;

/// Shows the board until somebody leaves it.
///
/// # Errors
/// Where there is no terminal, no work tree, or the log or the incident cannot be read at the beginning.
pub fn watch(id: Option<&str>, context: &Context) -> Result<Outcome, Failure> {
    if context.json()? || !stdout().is_terminal() || !stdin().is_terminal() {
        return Err(Failure::new("the live board needs a terminal", "`incident status` tells once how things stand"));
    }
    let opened = context.open(&Place::WorkTree)?;
    let Some(root) = opened.repository.log_root() else {
        return Err(Failure::new("a bare repository has no files to follow", "run this in a clone with a work tree"));
    };
    let only = id.map(|id| opened.log.find(id).map(|folder| folder.name.clone())).transpose()?;
    let (send, readings) = channel();
    let follower = Follower::of(&root, LOG_PARTS)
        .map_err(|error| Failure::new(format!("{} cannot be followed: {error}", root.display()), ""))?;
    let folder = context.directory.clone();
    std::thread::spawn(move || read_on(&folder, follower, &send));
    force_color_output(context.color);
    let ended_outside = Arc::new(AtomicBool::new(false));
    end_on_signals(Arc::clone(&ended_outside))?;
    let mut terminal = ratatui::try_init().inspect_err(|_| ratatui::restore())?;
    let ended = show(&mut terminal, &readings, Board::new(opened.log, only), context.clock(), &ended_outside);
    restore();
    ended?;
    Ok(Outcome::Done)
}

/// Leaves the terminal as it was; of one that is gone nothing is left to be told.
fn restore() {
    let _ = ratatui::try_restore();
}

/// Has the board end when the process is told to; and the process itself, where the board does not hear of it: a terminal that
/// is gone is read for ever.
fn end_on_signals(ended_outside: Arc<AtomicBool>) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            ended_outside.store(true, Ordering::Relaxed);
            std::thread::sleep(GRACE);
            restore();
            std::process::exit(128 + signal);
        }
    });
    Ok(())
}

/// Reads the log anew whenever it changed, for as long as somebody listens.
fn read_on(folder: &Path, mut follower: Follower, send: &Sender<Reading>) {
    let read = || -> Reading {
        let repository = Repository::discover(folder).map_err(|error| error.message)?;
        let snapshot = repository.snapshot(&Place::WorkTree).map_err(|error| error.message)?;
        Log::load(&snapshot).map_err(|error| error.message)
    };
    loop {
        follower.wait(READ_ANEW);
        if send.send(read()).is_err() {
            return;
        }
    }
}

fn show(
    terminal: &mut DefaultTerminal,
    readings: &Receiver<Reading>,
    mut board: Board,
    clock: impl Fn() -> Moment,
    ended_outside: &AtomicBool,
) -> std::io::Result<()> {
    let mut drawn = None;
    while !ended_outside.load(Ordering::Relaxed) {
        let now = clock();
        let mut is_old = drawn != Some(now.timestamp());
        if let Some(reading) = readings.try_iter().last() {
            board.learn(reading, now);
            is_old = true;
        }
        if is_old {
            terminal.draw(|frame| board.draw(frame, now))?;
            drawn = Some(now.timestamp());
        }
        if !event::poll(LISTEN)? {
            continue;
        }
        match event::read()? {
            Event::Key(key) if is_end(key) => return Ok(()),
            Event::Key(key) if key.is_press() => board.scroll(key.code),
            _ => {}
        }
        drawn = None;
    }
    Ok(())
}

fn is_end(key: KeyEvent) -> bool {
    let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
    matches!(key.code, KeyCode::Char('q') | KeyCode::Esc) || (is_control && key.code == KeyCode::Char('c'))
}
