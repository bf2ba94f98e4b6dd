//! A bar for what takes long: on a terminal, beside the answer, and gone when the work is done.

use super::context::Context;
use crate::progress::stage;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// What is done sooner needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);
const REFRESH: Duration = Duration::from_millis(100);

/// The bar; it goes when this is dropped.
pub struct Progress {
    ends: Option<Sender<()>>,
    drawing: Option<JoinHandle<()>>,
}

impl Context {
    /// The same for what has the terminal to itself, or works on beside it.
    pub fn without_progress(&self) -> Self {
        Self { shows_progress: false, ..self.clone() }
    }

    /// Shows how far work has come, until what is returned is dropped: to whoever looks at a terminal, never to a script.
    pub fn progress(&self) -> Progress {
        let drawing = self.shows_progress.then(|| {
            let (ends, end) = channel();
            (ends, std::thread::spawn(move || draw(&end, PATIENCE, ProgressDrawTarget::stderr())))
        });
        let (ends, drawing) = drawing.unzip();
        Progress { ends, drawing }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.ends.take());
        // A bar that failed is no reason for the command to fail.
        let _ = self.drawing.take().map(JoinHandle::join);
    }
}

/// Draws what is being done until the other end is dropped, and then takes it away.
fn draw(end: &Receiver<()>, patience: Duration, target: ProgressDrawTarget) {
    let goes_on = |wait| matches!(end.recv_timeout(wait), Err(RecvTimeoutError::Timeout));
    if !goes_on(patience) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, target);
    // A template that is wrong leaves indicatif's own.
    let style = |template| ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let (counted, endless) = (style("{msg} {bar:30} {percent:>3} %"), style("{msg} {spinner}"));
    loop {
        let stage = stage();
        bar.set_style(if stage.total > 0 { counted.clone() } else { endless.clone() });
        bar.set_length(stage.total as u64);
        bar.set_position(stage.done as u64);
        bar.set_message(stage.what);
        bar.tick();
        if !goes_on(REFRESH) {
            bar.finish_and_clear();
            return;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::progress::begin;
    use indicatif::InMemoryTerm;

    fn target(screen: &InMemoryTerm) -> ProgressDrawTarget {
        ProgressDrawTarget::term_like_with_hz(Box::new(screen.clone()), 255)
    }

    #[test]
    fn what_takes_long_is_shown_and_gone_with_its_end() {
        let screen = InMemoryTerm::new(5, 80);
        let (ends, end) = channel::<()>();
        let on = target(&screen);
        let drawing = std::thread::spawn(move || draw(&end, Duration::ZERO, on));
        // Other tests work meanwhile, and say so at the same place.
        while !screen.contents().contains("laying bricks") {
            begin("laying bricks", 1_200);
            std::thread::yield_now();
        }
        drop(ends);
        drawing.join().unwrap();
        assert_eq!(screen.contents(), "");
    }

    #[test]
    fn what_is_soon_done_is_not_shown() {
        let screen = InMemoryTerm::new(5, 80);
        let (ends, end) = channel::<()>();
        drop(ends);
        draw(&end, Duration::from_secs(3600), target(&screen));
        assert_eq!(screen.contents(), "");
    }
}
