//! One incident on the board: how bad, for how long, who leads, what is owed, and what was written down last.

use crate::command::table::wrapped;
use crate::model::{Entry, Moment, Plan, Severity, ThreadState, format_duration, in_zone};
use crate::respond::{Standing, ThreadStanding};
use crate::text::printable;
use chrono::Duration;
use ratatui::style::{Color, Modifier, Style, Stylize as _};
use ratatui::text::{Line, Span};

/// An entry of more lines is cut.
const MOST_LINES: usize = 2;
/// A name of a thread or an owner is cut behind as many columns.
const NAME: usize = 20;

/// What has to be done now.
const ALARM: Style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);

pub struct Card<'a> {
    pub plan: &'a Plan,
    pub standing: &'a Standing<'a>,
    pub now: Moment,
}

impl Card<'_> {
    fn severity(&self) -> Option<&Severity> {
        self.plan.owed_severity(self.standing.incident.severity.as_deref())
    }

    /// The severity, the status, for how long, and what it is.
    pub fn title(&self, width: u16) -> Vec<Line<'static>> {
        let incident = self.standing.incident;
        let severity = incident.severity.as_deref().unwrap_or("no severity");
        let own = self.severity().filter(|_| self.standing.counts_as.is_none());
        let name = own.map(|severity| severity.name.as_str()).unwrap_or_default();
        let style = match self.plan.owed_rank(incident.severity.as_deref()) {
            0 => Style::new().fg(Color::White).bg(Color::Red).bold(),
            1 => Style::new().fg(Color::Black).bg(Color::Yellow).bold(),
            _ => Style::new().reversed(),
        };
        let badge = Span::styled(printable(&format!(" {} ", [severity, name].join(" ").trim())), style);
        let lasts = self.standing.lasts.map_or_else(String::new, |lasts| format!(" for {}", format_duration(lasts)));
        let state = Span::from(format!(" {}{lasts}  ", incident.status())).bold();
        let left = usize::from(width).saturating_sub(badge.width() + state.width());
        let title = Span::from(cut(incident.title.as_deref().unwrap_or_default(), left)).bold();
        let id = self.standing.folder.name.clone();
        let with_room = incident.war_room.as_ref().map(|room| format!("{id}  {room}"));
        let id = with_room.filter(|line| Span::from(line).width() <= width.into()).unwrap_or(id);
        vec![Line::from(vec![badge, state, title]), Line::from(cut(&id, width.into())).dim()]
    }

    /// Who leads, whether it was acknowledged, whether anybody writes, and the threads.
    pub fn facts(&self, width: u16) -> Vec<Line<'static>> {
        let incident = self.standing.incident;
        let mut facts = Vec::new();
        if let Some(worst) = self.standing.counts_as {
            let written = incident.severity.as_deref().unwrap_or_default();
            let text = format!("■ `{written}` is no severity of the plan: it counts as {worst}, the worst");
            facts.extend(told(&text, ALARM, width));
        }
        let is_led = self.severity().is_some_and(|severity| severity.requires.war_room.is_some());
        facts.extend(match &incident.lead {
            Some(lead) => told(&format!("Lead: {lead}"), Style::new(), width),
            None if is_led => told("■ Lead: NOBODY", ALARM, width),
            None => told("Lead: nobody", Style::new(), width),
        });
        if self.standing.is_unacknowledged {
            let lasts = self.standing.lasts.map(|lasts| format!(" for {}", format_duration(lasts)));
            let escalate = format!("`incident escalate {}`", self.standing.folder.name);
            let text = format!("■ NOT ACKNOWLEDGED{}: {escalate}", lasts.unwrap_or_default());
            facts.extend(told(&text, ALARM, width));
        } else if let Some(at) = incident.acknowledged {
            let after = incident.started.map(|started| format!(", after {}", format_duration(at - started)));
            let text = format!("Acknowledged {}{}", self.clock(at), after.unwrap_or_default());
            facts.extend(told(&text, Style::new(), width));
        }
        if let Some(silent) = self.standing.silent.filter(|_| self.standing.is_overdue) {
            let text = format!("■ Nothing written for {}: a status is OVERDUE", format_duration(silent));
            facts.extend(told(&text, ALARM, width));
        }
        facts.extend(self.threads(width));
        facts
    }

    fn threads(&self, width: u16) -> Vec<Line<'static>> {
        let threads = &self.standing.threads;
        let widest = |of: &dyn Fn(&ThreadStanding<'_>) -> String| {
            threads.iter().map(|thread| Span::from(of(thread)).width()).max().unwrap_or_default()
        };
        let name = |standing: &ThreadStanding<'_>| cut(standing.thread.name, NAME);
        let owner = |standing: &ThreadStanding<'_>| cut(standing.thread.owner().unwrap_or("nobody"), NAME);
        let (names, owners) = (widest(&name), widest(&owner));
        let line = |standing: &ThreadStanding<'_>| {
            let priority = standing.thread.priority().map_or_else(|| "-".to_owned(), |priority| cut(priority, 6));
            let (mark, words, color) = age(standing, self.plan.update_every);
            let text = format!(
                "{mark} {}  {}  {priority:<3} {words}",
                padded(&name(standing), names),
                padded(&owner(standing), owners),
            );
            let style = color.map_or_else(|| Style::new().dim(), |color| Style::new().fg(color));
            Line::from(cut(&text, width.into())).style(style)
        };
        threads.iter().map(line).collect()
    }

    /// The last entries of the timeline, the newest at the foot, in at most so many lines.
    pub fn timeline(&self, width: u16, most: usize) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        for entry in self.standing.timeline.iter().rev() {
            let drawn = self.entry(entry, width);
            if lines.len() + drawn.len() > most {
                break;
            }
            lines.extend(drawn.into_iter().rev());
        }
        lines.reverse();
        lines
    }

    fn entry(&self, entry: &Entry, width: u16) -> Vec<Line<'static>> {
        let clock = entry.at.map_or_else(|| "     ".to_owned(), |at| self.clock(at));
        let indent = clock.len() + 1;
        let text = printable(&format!("[{}] {}", entry.label(), entry.line())).replace('\n', " ");
        let words = wrapped(&text, usize::from(width).saturating_sub(indent).max(1), MOST_LINES);
        let line = |(number, words): (usize, String)| {
            let first = if number == 0 { format!("{clock} ") } else { " ".repeat(indent) };
            Line::from(vec![Span::from(first).dim(), Span::from(words)])
        };
        words.into_iter().enumerate().map(line).collect()
    }

    /// The time of day, with the date where that is not today.
    fn clock(&self, at: Moment) -> String {
        let [at, now] = [at, self.now].map(|moment| in_zone(moment, self.plan.time_zone));
        let is_today = at.date_naive() == now.date_naive();
        at.format(if is_today { "%H:%M" } else { "%m-%d %H:%M" }).to_string()
    }
}

/// How long ago a thread was reported on and what it owes, with a mark and a colour; a closed one has none.
fn age(standing: &ThreadStanding<'_>, update_every: u32) -> (&'static str, String, Option<Color>) {
    let state = standing.thread.state();
    let silent = standing.silent.map(|silent| format!("{} ago", format_duration(silent))).unwrap_or_default();
    match standing.due {
        _ if state != ThreadState::Open => ("·", state.to_string(), None),
        None => ("●", silent, Some(Color::Green)),
        Some(due) if due < Duration::zero() => {
            ("■", format!("{silent}, OVERDUE by {}", format_duration(-due)), Some(Color::Red))
        }
        // In the last third of the interval.
        Some(due) if due * 3 < Duration::minutes(update_every.into()) => {
            ("▲", format!("{silent}, due in {}", format_duration(due)), Some(Color::Yellow))
        }
        Some(due) => ("●", format!("{silent}, due in {}", format_duration(due)), Some(Color::Green)),
    }
}

fn cut(text: &str, width: usize) -> String {
    let text = printable(text).replace('\n', " ");
    wrapped(&text, width.max(1), 1).into_iter().next().unwrap_or_default()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(Span::from(text).width())))
}

/// A fact, on as many lines as it needs.
fn told(text: &str, style: Style, width: u16) -> Vec<Line<'static>> {
    let lines = wrapped(&printable(text).replace('\n', " "), width.max(1).into(), MOST_LINES);
    lines.into_iter().map(|line| Line::from(line).style(style)).collect()
}
