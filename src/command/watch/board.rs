//! The board as it is drawn: a card for each incident that goes on.

use super::Reading;
use super::card::Card;
use crate::log::{IncidentFolder, Log};
use crate::model::{Moment, in_zone};
use crate::respond::{Standing, board, standing_of, unclosed};
use crate::text::printable;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Stylize as _;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// From this width on, in columns, the timeline stands beside the facts.
const WIDE: u16 = 120;
/// At least as many lines of its timeline are shown of one incident among several.
const LAST: usize = 4;
/// Beside its timeline an incident among several takes about as many lines.
const FACTS: usize = 5;

/// What is shown, and from where.
pub struct Board {
    log: Log,
    /// The incident that alone is shown.
    only: Option<String>,
    /// Why the log could not be read last, and since when what is shown is old.
    unread: Option<(Moment, String)>,
    /// How many incidents are scrolled past.
    past: usize,
}

impl Board {
    pub fn new(log: Log, only: Option<String>) -> Self {
        Self { log, only, unread: None, past: 0 }
    }

    /// Takes the log as it was read anew; where it could not be, the old one stays, and that is said.
    pub fn learn(&mut self, reading: Reading, now: Moment) {
        match reading {
            Ok(log) => (self.log, self.unread) = (log, None),
            Err(why) => {
                let since = self.unread.take().map_or(now, |(since, _)| since);
                self.unread = Some((since, why));
            }
        }
    }

    pub fn scroll(&mut self, key: KeyCode) {
        self.past = match key {
            KeyCode::Down | KeyCode::Char('j') => self.past + 1,
            KeyCode::Up | KeyCode::Char('k') => self.past.saturating_sub(1),
            KeyCode::Home => 0,
            _ => self.past,
        };
    }

    pub fn draw(&mut self, frame: &mut Frame<'_>, now: Moment) {
        let standing = self.standing(now);
        let most = standing.len().saturating_sub(1);
        let past = self.past.min(most);
        let [head, body, foot] =
            Layout::vertical([Constraint::Length(2), Constraint::Min(0), Constraint::Length(1)]).areas(frame.area());
        frame.render_widget(Paragraph::new(self.head(standing.len(), now, head.width)), head);
        let shown = if standing.is_empty() {
            frame.render_widget(Paragraph::new(self.nothing()), body);
            0
        } else {
            self.cards(frame, body, &standing[past..], now)
        };
        frame.render_widget(Paragraph::new(self.foot(past, standing.len() - past - shown)), foot);
        self.past = past;
    }

    fn standing(&self, now: Moment) -> Vec<Standing<'_>> {
        match &self.only {
            None => board(&self.log, now),
            Some(name) => {
                self.log.incident(name).and_then(|folder| standing_of(&self.log, folder, now)).into_iter().collect()
            }
        }
    }

    fn head(&self, open: usize, now: Moment, width: u16) -> Vec<Line<'static>> {
        let count = match open {
            0 if self.only.is_some() => "it is not on the board".to_owned(),
            0 if self.log.incidents.iter().any(|folder| folder.broken().is_some()) => {
                "an incident cannot be read, no other is open".to_owned()
            }
            0 => "no incident is open".to_owned(),
            1 => "1 incident is open".to_owned(),
            _ => format!("{open} incidents are open"),
        };
        let name = printable(&self.log.plan.value.name);
        let left = Span::from(format!("{name}: {count}")).bold();
        let clock = now.with_timezone(&self.log.plan.value.time_zone).format("%H:%M:%S %Z").to_string();
        let gap = usize::from(width).saturating_sub(left.width() + clock.len());
        vec![Line::from(vec![left, Span::from(" ".repeat(gap)), Span::from(clock)]), Line::default()]
    }

    fn nothing(&self) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        if let Some(name) = &self.only {
            let folder = self.log.incident(name);
            let text = match folder.map(IncidentFolder::broken) {
                None => format!("{name} is no longer there"),
                Some(Some(why)) => format!("It cannot be read: {why}"),
                Some(None) => format!("{name} is over: `incident show {name}` tells all of it"),
            };
            lines.push(Line::from(printable(&text)));
        }
        if self.only.is_none() {
            let broken = self.log.incidents.iter().filter_map(IncidentFolder::broken);
            lines.extend(broken.map(|why| Line::from(printable(&format!("It cannot be read: {why}")))));
        }
        let owing = unclosed(&self.log).iter().filter(|(_, owed)| !owed.is_empty()).count();
        if owing > 0 && self.only.is_none() {
            lines
                .push(Line::from(format!("Resolved, and with something owed: {owing}. `incident status` tells what.")));
        }
        lines
    }

    /// Draws as many cards as there is room for; gives how many.
    fn cards(&self, frame: &mut Frame<'_>, area: Rect, standing: &[Standing<'_>], now: Moment) -> usize {
        let (mut room, mut shown) = (area, 0);
        let last = (usize::from(area.height) / standing.len().max(1)).saturating_sub(FACTS).max(LAST);
        let is_alone = self.past == 0 && standing.len() == 1;
        for standing in standing {
            let card = Card { plan: &self.log.plan.value, standing, now };
            let title = card.title(room.width);
            let facts_width = if room.width < WIDE { room.width } else { room.width / 2 - 1 };
            let facts = card.facts(facts_width);
            let is_beside = facts_width < room.width;
            let above = if is_beside { 0 } else { facts.len() };
            let left = usize::from(room.height).saturating_sub(title.len() + above);
            let most = match is_alone {
                true => left,
                false if is_beside => left.min(facts.len().max(last)),
                false => left.min(last),
            };
            let timeline = card.timeline(room.width - if is_beside { facts_width + 2 } else { 0 }, most);
            let below = if is_beside { facts.len().max(timeline.len()) } else { facts.len() + timeline.len() };
            let height = u16::try_from(title.len() + below).unwrap_or(u16::MAX);
            if shown > 0 && height > room.height {
                break;
            }
            let [head, body] = Layout::vertical([Constraint::Length(lines(&title)), Constraint::Min(0)]).areas(room);
            let [left, right] = match is_beside {
                true => {
                    Layout::horizontal([Constraint::Length(facts_width), Constraint::Min(0)]).spacing(2).areas(body)
                }
                false => Layout::vertical([Constraint::Length(lines(&facts)), Constraint::Min(0)]).areas(body),
            };
            for (text, place) in [(title, head), (facts, left), (timeline, right)] {
                frame.render_widget(Paragraph::new(text), place);
            }
            let taken = height.saturating_add(1).min(room.height);
            room = Rect { y: room.y + taken, height: room.height - taken, ..room };
            shown += 1;
        }
        shown
    }

    fn foot(&self, above: usize, below: usize) -> Line<'static> {
        if let Some((since, why)) = &self.unread {
            let since = in_zone(*since, self.log.plan.value.time_zone).format("%H:%M:%S");
            let why = printable(why).replace('\n', " ");
            return Line::from(format!("This is as it stood at {since}; since then the log cannot be read: {why}"))
                .red();
        }
        let more = [(above, "above"), (below, "below")];
        let more: Vec<_> = more
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, where_)| format!("{count} more {where_}"))
            .collect();
        let scroll = if more.is_empty() { String::new() } else { format!("{}, by the arrow keys; ", more.join(", ")) };
        let broken = match self.log.incidents.iter().filter(|folder| folder.readable().is_none()).count() {
            0 => String::new(),
            count => format!("{count} cannot be read: `incident status` tells why; "),
        };
        Line::from(format!("{broken}{scroll}q ends")).dim()
    }
}

fn lines(text: &[Line<'_>]) -> u16 {
    u16::try_from(text.len()).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::log::Content;
    use crate::model::parse_moment;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    const CHECKOUT: &str = "---\ntitle: Checkout answers HTTP 500 to every card payment\nseverity: sev-1\nstatus: open\n\
        started: 2026-11-24T11:00:00Z\n---\n\n## Timeline\n\
        - 2026-11-23T23:50:00Z [note] Release 412 goes out.\n\
        - 2026-11-24T11:00:00Z [started] First failed payment.\n\
        - 2026-11-24T11:30:00Z [theory deploy] Release 411 was bad. (owner: Platform)\n\
        - 2026-11-24T11:35:00Z [theory deploy] It was not. (state: ruled-out)\n\
        - 2026-11-24T11:45:00Z [theory pool] Release 412 leaks connections. (owner: Platform, priority: 1)\n\
        - 2026-11-24T11:52:30Z [theory dns] \u{1b}[2JThe resolver is slow. (owner: Network)\n\
        - 2026-11-24T11:59:00Z [theory gateway] The gateway throttles us, by what its board of this morning says of all that it \
        took from us. (owner: The payments team of the second floor)\n";
    const MAIL: &str = "---\ntitle: Mail is late\nseverity: sev-4\nstatus: open\nstarted: 2026-11-24T02:00:00Z\nlead: Tech Lead\n\
        acknowledged: 2026-11-24T02:03:00Z\n---\n\n## Timeline\n- 2026-11-24T02:00:00Z [started] It is late.\n";

    fn log() -> Log {
        let file = |id: &str, text: &str| {
            (format!("incidents/2026/{id}/incident.md"), Content::Bytes(text.as_bytes().to_vec()))
        };
        let files = vec![file("2026-11-24-checkout", CHECKOUT), file("2026-11-24-mail", MAIL)];
        let paths = files.iter().map(|(path, _)| path.clone()).collect();
        Log::assemble(files, paths, &[])
    }

    fn drawn(board: &mut Board, columns: u16, lines: u16) -> String {
        let now = parse_moment("2026-11-24T12:00:00Z", chrono_tz::UTC, None).unwrap();
        let mut terminal = Terminal::new(TestBackend::new(columns, lines)).unwrap();
        terminal.draw(|frame| board.draw(frame, now)).unwrap();
        let screen = terminal.backend().to_string();
        screen.lines().map(|line| format!("{}\n", line.trim_matches('"').trim_end())).collect()
    }

    #[test]
    fn a_narrow_terminal_has_the_timeline_below_the_facts() {
        insta::assert_snapshot!(drawn(&mut Board::new(log(), None), 80, 30), @"
        Incident log: 2 incidents are open                                  12:00:00 UTC

         sev-1 critical  open for 1 h  Checkout answers HTTP 500 to every card payment
        2026-11-24-checkout
        ■ Lead: NOBODY
        ■ NOT ACKNOWLEDGED for 1 h: `incident escalate 2026-11-24-checkout`
        · deploy   Platform              -   ruled-out
        ■ pool     Platform              1   15 min ago, OVERDUE by 5 min
        ▲ dns      Network               -   7 min ago, due in 2 min
        ● gateway  The payments team o…  -   1 min ago, due in 9 min
        11:00 [started] First failed payment.
        11:30 [theory deploy] Release 411 was bad. (owner: Platform)
        11:35 [theory deploy] It was not. (state: ruled-out)
        11:45 [theory pool] Release 412 leaks connections. (owner: Platform, priority:
              1)
        11:52 [theory dns] �[2JThe resolver is slow. (owner: Network)
        11:59 [theory gateway] The gateway throttles us, by what its board of this
              morning says of all that it took from us. (owner: The payments team of th…

         sev-4 low  open for 10 h  Mail is late
        2026-11-24-mail
        Lead: Tech Lead
        Acknowledged 02:03, after 3 min
        02:00 [started] It is late.





        q ends
        ");
    }

    #[test]
    fn a_wide_one_has_it_beside_them() {
        insta::assert_snapshot!(drawn(&mut Board::new(log(), None), 160, 22), @"
        Incident log: 2 incidents are open                                                                                                                  12:00:00 UTC

         sev-1 critical  open for 1 h  Checkout answers HTTP 500 to every card payment
        2026-11-24-checkout
        ■ Lead: NOBODY                                                                   11:35 [theory deploy] It was not. (state: ruled-out)
        ■ NOT ACKNOWLEDGED for 1 h: `incident escalate 2026-11-24-checkout`              11:45 [theory pool] Release 412 leaks connections. (owner: Platform, priority:
        · deploy   Platform              -   ruled-out                                         1)
        ■ pool     Platform              1   15 min ago, OVERDUE by 5 min                11:52 [theory dns] �[2JThe resolver is slow. (owner: Network)
        ▲ dns      Network               -   7 min ago, due in 2 min                     11:59 [theory gateway] The gateway throttles us, by what its board of this
        ● gateway  The payments team o…  -   1 min ago, due in 9 min                           morning says of all that it took from us. (owner: The payments team of…

         sev-4 low  open for 10 h  Mail is late
        2026-11-24-mail
        Lead: Tech Lead                                                                  02:00 [started] It is late.
        Acknowledged 02:03, after 3 min






        q ends
        ");
    }

    #[test]
    fn one_incident_alone_has_as_much_of_its_timeline_as_there_is_room_for() {
        insta::assert_snapshot!(drawn(&mut Board::new(log(), Some("2026-11-24-checkout".to_owned())), 70, 24), @"
        Incident log: 1 incident is open                          12:00:00 UTC

         sev-1 critical  open for 1 h  Checkout answers HTTP 500 to every car…
        2026-11-24-checkout
        ■ Lead: NOBODY
        ■ NOT ACKNOWLEDGED for 1 h: `incident escalate 2026-11-24-checkout`
        · deploy   Platform              -   ruled-out
        ■ pool     Platform              1   15 min ago, OVERDUE by 5 min
        ▲ dns      Network               -   7 min ago, due in 2 min
        ● gateway  The payments team o…  -   1 min ago, due in 9 min
        11-23 23:50 [note] Release 412 goes out.
        11:00 [started] First failed payment.
        11:30 [theory deploy] Release 411 was bad. (owner: Platform)
        11:35 [theory deploy] It was not. (state: ruled-out)
        11:45 [theory pool] Release 412 leaks connections. (owner: Platform,
              priority: 1)
        11:52 [theory dns] �[2JThe resolver is slow. (owner: Network)
        11:59 [theory gateway] The gateway throttles us, by what its board of
              this morning says of all that it took from us. (owner: The…




        q ends
        ");
        let closed = Board::new(log(), Some("2026-11-24-none".to_owned()));
        insta::assert_snapshot!(drawn(&mut { closed }, 70, 5), @"
        Incident log: it is not on the board                      12:00:00 UTC

        2026-11-24-none is no longer there

        q ends
        ");
    }

    #[test]
    fn what_has_no_room_is_scrolled_to_and_no_further_than_the_last() {
        let mut board = Board::new(log(), None);
        assert!(drawn(&mut board, 80, 14).ends_with("1 more below, by the arrow keys; q ends\n"));
        (0..5).for_each(|_| board.scroll(KeyCode::Down));
        let screen = drawn(&mut board, 80, 14);
        assert!(screen.contains("Mail is late") && !screen.contains("Checkout"), "{screen}");
        assert!(screen.ends_with("1 more above, by the arrow keys; q ends\n"), "{screen}");
        board.scroll(KeyCode::Up);
        assert!(drawn(&mut board, 80, 14).contains("Checkout"));
        // Nothing breaks where there is no room at all.
        (1..12).for_each(|size| _ = drawn(&mut board, size, size));
    }

    #[test]
    fn a_log_that_can_no_longer_be_read_stays_on_the_board_and_that_is_said() {
        let mut board = Board::new(log(), None);
        let at = |text: &str| parse_moment(text, chrono_tz::UTC, None).unwrap();
        board.learn(Err("it is gone".to_owned()), at("2026-11-24T11:58:00Z"));
        board.learn(Err("it is gone".to_owned()), at("2026-11-24T11:59:00Z"));
        let screen = drawn(&mut board, 100, 30);
        assert!(screen.contains("Checkout"));
        let said = "This is as it stood at 11:58:00; since then the log cannot be read: it is gone\n";
        assert!(screen.ends_with(said), "{screen}");
        board.learn(Ok(log()), at("2026-11-24T12:00:00Z"));
        assert!(drawn(&mut board, 100, 30).ends_with("q ends\n"));
    }
}
