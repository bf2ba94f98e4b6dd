//! Action items and causes as other logs list them.

use super::clock::Clock;
use super::prose::{BlockKind, Item, Table, blocks, items, table};
use crate::document::body::plain_words;
use crate::model::{Action, ActionStatus, Priority};
use regex::Regex;
use std::sync::LazyLock;

/// The longest title of an action, in characters.
const LONGEST: usize = 160;

static BOLD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:\*\*|__)(?P<title>[^*_]+?):?(?:\*\*|__):?\s*(?P<rest>(?s:.*))$").ok());
static OWNER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\s*[(\[](?:(?i:owner|assignee|assigned to|who):\s*)(?P<owner>[^)\]]+)[)\]]|\s+[—–-]\s+@(?P<at>[\w.-]+)\s*$",
    )
    .ok()
});
static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"https?://[^\s)>\]|]+").ok());

/// The actions of a section, and whether they say everything that it does.
pub fn actions(markdown: &str, clock: &Clock) -> (Vec<Action>, bool) {
    let (mut actions, mut is_whole) = (Vec::new(), true);
    for (kind, block) in blocks(markdown) {
        match kind {
            BlockKind::List => {
                for item in items(block) {
                    let (action, says_all) = of_item(&item);
                    is_whole &= says_all;
                    actions.push(action);
                }
            }
            BlockKind::Table => match table(block).and_then(|table| of_table(&table, clock)) {
                Some((found, says_all)) => {
                    is_whole &= says_all;
                    actions.extend(found);
                }
                None => is_whole = false,
            },
            _ => is_whole = false,
        }
    }
    actions.retain(|action| !action.title.is_empty());
    (actions, is_whole)
}

fn of_item(item: &Item) -> (Action, bool) {
    let status = item.is_done.map(|done| if done { ActionStatus::Done } else { ActionStatus::Open });
    let (mut text, mut owner) = (item.text.clone(), None);
    if let Some(found) = OWNER.as_ref().and_then(|pattern| pattern.captures(&item.text)) {
        owner = found.name("owner").or_else(|| found.name("at")).map(|name| name.as_str().trim().to_owned());
        text = item.text.replace(&found[0], "");
    }
    let ticket = ADDRESS.as_ref().and_then(|address| address.find(&text)).map(|found| found.as_str().to_owned());
    let (title, rest) = match BOLD.as_ref().and_then(|bold| bold.captures(&text)) {
        Some(found) => (found["title"].to_owned(), found["rest"].to_owned()),
        None => (text.clone(), String::new()),
    };
    let (title, is_cut) = shortened(&plain_words(&title));
    let says_all = !is_cut && rest.trim().is_empty() && !text.trim().contains('\n');
    (Action { title, owner, status, ticket, ..Action::default() }, says_all)
}

fn of_table(table: &Table, clock: &Clock) -> Option<(Vec<Action>, bool)> {
    let column = |words: &[&str]| {
        table.head.iter().position(|head| {
            let head = plain_words(head).to_lowercase();
            words.iter().any(|word| head.split(|c: char| !c.is_alphanumeric()).any(|part| part == *word))
        })
    };
    let title = column(&["action", "item", "task", "what", "title", "description", "todo"])?;
    let (owner, due) = (column(&["owner", "assignee", "who", "responsible"]), column(&["due", "deadline", "when"]));
    let (status, ticket) =
        (column(&["status", "state", "done"]), column(&["ticket", "issue", "jira", "bug", "link", "tracking"]));
    let priority = column(&["priority", "prio"]);
    let known = [Some(title), owner, due, status, ticket, priority];
    let mut says_all = (0..table.head.len()).all(|at| known.contains(&Some(at)));
    let mut actions = Vec::new();
    for row in &table.rows {
        let cell = |at: Option<usize>| {
            at.and_then(|at| row.get(at)).map(|cell| plain_words(cell)).filter(|cell| !cell.is_empty())
        };
        let (title, is_cut) = shortened(&cell(Some(title)).unwrap_or_default());
        let address = ticket.and_then(|at| row.get(at)).and_then(|cell| ADDRESS.as_ref()?.find(cell));
        let due_text = cell(due);
        let due = due_text.as_ref().and_then(|text| clock.read(text).ok()).map(|read| read.at.date_naive());
        let status_text = cell(status);
        let status = status_text.as_deref().map(action_status);
        let priority_text = cell(priority);
        let priority = priority_text.as_deref().and_then(action_priority);
        says_all &= !is_cut && due.is_some() == due_text.is_some() && priority.is_some() == priority_text.is_some();
        actions.push(Action {
            title,
            owner: cell(owner),
            due,
            status,
            ticket: address.map(|found| found.as_str().to_owned()).or_else(|| cell(ticket)),
            priority,
            kind: None,
        });
    }
    Some((actions, says_all))
}

/// Where an action stands in another log's word.
pub fn action_status(word: &str) -> ActionStatus {
    match word.trim().to_lowercase().as_str() {
        "done" | "closed" | "complete" | "completed" | "resolved" | "fixed" | "yes" | "x" | "✅" => ActionStatus::Done,
        "dropped" | "cancelled" | "canceled" | "wontfix" | "won't fix" | "won't do" => ActionStatus::Dropped,
        _ => ActionStatus::Open,
    }
}

fn action_priority(word: &str) -> Option<Priority> {
    match word.trim().to_lowercase().as_str() {
        "p0" | "p1" | "critical" | "highest" | "urgent" => Some(Priority::High),
        "p2" | "normal" => Some(Priority::Medium),
        "p3" | "p4" | "lowest" => Some(Priority::Low),
        word => Priority::from_word(word),
    }
}

/// The first sentence of a text that is too long for a title, and whether it was cut.
fn shortened(text: &str) -> (String, bool) {
    let text = text.trim();
    if text.chars().count() <= LONGEST {
        return (text.trim_end_matches('.').to_owned(), false);
    }
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    let sentence = text[..end].rfind(". ").or_else(|| text[..end].rfind(' ')).unwrap_or(end);
    let sentence = text[..sentence].trim_end_matches([',', ';', ':', '.']);
    (format!("{sentence} …"), true)
}

/// The causes that a section lists, as plain words.
pub fn causes(markdown: &str) -> Vec<String> {
    let lists = blocks(markdown).into_iter().filter(|(kind, _)| *kind == BlockKind::List);
    let found = lists.flat_map(|(_, block)| items(block)).map(|item| {
        // What stands below an item explains it.
        let is_more = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with(['-', '*', '+']);
        let first = item.text.lines().enumerate().take_while(|(at, line)| *at == 0 || !is_more(line));
        let first = first.map(|(_, line)| line).collect::<Vec<_>>().join(" ");
        shortened(&plain_words(&first)).0
    });
    found.filter(|cause| !cause.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::format_date;

    fn clock() -> Clock {
        Clock { zone: chrono_tz::UTC, form: None }
    }

    fn told(markdown: &str) -> (Vec<String>, bool) {
        let (actions, is_whole) = actions(markdown, &clock());
        let told = actions.iter().map(|action| {
            let parts = [
                Some(action.title.clone()),
                action.owner.clone(),
                action.due.map(format_date),
                action.status.map(|status| status.to_string()),
                action.priority.map(|priority| priority.to_string()),
                action.ticket.clone(),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" / ")
        });
        (told.collect(), is_whole)
    }

    #[test]
    fn lists_and_tables_are_actions() {
        let (actions, is_whole) = told("- [x] Add an *alert* (owner: Ops)\n- Cap the pool, see https://t.example/1\n");
        assert_eq!(
            actions,
            ["Add an alert / Ops / done", "Cap the pool, see https://t.example/1 / https://t.example/1"]
        );
        assert!(is_whole);
        let (actions, is_whole) = told("- **Plan for scaling**: it is under way.\n\n- **Split the groups**\n");
        assert_eq!(actions, ["Plan for scaling", "Split the groups"]);
        assert!(!is_whole, "what stands behind the title is in no action");
        let (actions, is_whole) = told(
            "| Action | Owner | Due | Status | Priority | Ticket |\n|-|-|-|-|-|-|\n| Add an alert | Ops | 2024-01-05 | Done | P1 | [OPS-1](https://t.example/1) |\n",
        );
        assert_eq!(actions, ["Add an alert / Ops / 2024-01-05 / done / high / https://t.example/1"]);
        assert!(is_whole);
    }

    #[test]
    fn causes_are_the_items_without_what_explains_them() {
        assert_eq!(causes("These:\n\n- No **limit**\n    - 12 GB\n- Noise\n\n  a lot\n"), ["No limit", "Noise"]);
    }
}
