//! What the language server does not offer: what is restricted, and phone numbers.

use crate::lsp::{FOLDER, INCIDENT, PLAN, SECRET, TEXT, log, offered};
use crate::lsp_client::Editor;

#[test]
fn what_is_told_of_people_in_restricted_incidents_is_offered_beside_a_restricted_one_alone() {
    let repository = log();
    let facts = "visibility: restricted\nlead: Secret Suspect\ntags: [insider-theft]\n";
    repository.write(SECRET, &repository.read(SECRET).replace("visibility: restricted\n", facts));
    let folder = SECRET.trim_end_matches("incident.md");
    repository.write(&format!("{folder}postmortem.md"), "---\nowner: Secret Author\n---\n");
    let item = "agenda/2026-03-10/2026-03-01-key-leaked.md";
    repository.write(item, "---\nincident: 2026-03-01-key-leaked\npresenter: Secret Presenter\n---\n");
    let broken = "---\nlead: Secret Stranger\ntitle: [\n---\n";
    repository.write("incidents/2026/2026-03-01-broken/incident.md", broken);
    let mut editor = Editor::start(&repository);
    let mut version = 1;
    let mut both = |path: &str, text: &str, from: &str| {
        editor.open(path, text);
        version += 2;
        let lead = offered(&mut editor, path, &text.replacen(from, "lead: |", 1), version);
        lead + &offered(&mut editor, path, &text.replacen(from, "tags: [|]", 1), version + 1)
    };
    let beside = both(INCIDENT, TEXT, "lead: Tech Lead");
    assert!(beside.contains("Mail team") && beside.contains("queue"), "{beside}");
    assert!(!beside.contains("Secret") && !beside.contains("insider"), "{beside}");
    let other = "incidents/2026/2026-03-03-key-used/incident.md";
    let text = "---\ntitle: Key used\nvisibility: restricted\nlead: x\n---\n";
    repository.write(other, text);
    let beside = both(other, text, "lead: x");
    for told in ["Secret Suspect", "Secret Author", "Secret Presenter", "insider-theft"] {
        assert!(beside.contains(told), "{told}: {beside}");
    }
}

#[test]
fn no_phone_number_is_offered_wherever_it_stands() {
    let repository = log();
    let plan = PLAN
        .replace("owner: Search team", "owner: call 555 0101")
        .replace("name: high", "name: call 555.0101")
        .replace("function: Leads the response", "function: call 5550101")
        .replace("{name: mail}", "{name: call 555-0101}");
    repository.write("incident.yaml", &plan);
    let late = "incidents/2026/2026-02-17-mail-is-late/incident.md";
    repository.replace(late, "tags: [queue, ", "tags: [call-555-0101, ");
    repository.replace(late, "lead: Mail team", "lead: Mail team 555 0101");
    repository.write(&format!("{FOLDER}/call 555 0101.png"), "");
    let mut editor = Editor::start(&repository);
    editor.open(INCIDENT, TEXT);
    let mut told = String::new();
    let places = [
        ("severity: sev2", "severity: |"),
        ("services: [search]", "services: [|]"),
        ("lead: Tech Lead", "lead: |"),
        ("lead: Tech Lead", "tags: [|]"),
        ("[February](../2026-02-17-mail-is-late/incident.md)", "[x](|"),
    ];
    for (version, (from, to)) in (2..).zip(places) {
        told += &offered(&mut editor, INCIDENT, &TEXT.replacen(from, to, 1), version);
        told.push('\n');
    }
    for word in ["sev-2", "search", "Tech Lead", "deploy", "error-rate.png", "call withheld"] {
        assert!(told.contains(word), "{word}: {told}");
    }
    assert!(!told.contains("0101"), "{told}");
}
