//! One log in which every field of hidden incidents holds a word of its own, and every byte of what is made for those who may
//! not read them.

use crate::chat_server::Chat;
use crate::harness::{Repository, told_by};
use std::collections::BTreeSet;
use std::process::Command;

/// What begins each canary, the more hidden kind first. No word of a language has it.
const RESTRICTED: &str = "zqrx";
const INTERNAL: &str = "zqix";
const PUBLIC: &str = "zqpx";

/// Words that stand nowhere else, and where each was set.
struct Canaries {
    kind: &'static str,
    fields: Vec<String>,
}

impl Canaries {
    fn new(kind: &'static str) -> Self {
        Self { kind, fields: Vec::new() }
    }

    /// The word for a field.
    fn of(&mut self, field: &str) -> String {
        self.fields.push(field.to_owned());
        word(self.kind, self.fields.len() - 1)
    }
}

/// How many an incident hit, as its post-mortem says.
fn numbers(year: &str) -> String {
    (year.parse::<u32>().unwrap() * 37).to_string()
}

/// In letters alone, so that nothing has to be escaped, and stemming takes nothing off.
fn word(kind: &str, number: usize) -> String {
    let letters = [number / 20, number % 20].map(|digit| char::from(b"bcdfghjklmnpqrstvwxz"[digit % 20]));
    format!("{kind}{}{}k", letters[0], letters[1])
}

/// An incident with its post-mortem, agenda item and images, of which each field holds a canary; its times are of a year in which
/// nothing else was. Gives the canaries and the keys that were set.
fn plant(repository: &Repository, kind: &'static str, visibility: &str, year: &str) -> Canaries {
    let mut canaries = Canaries::new(kind);
    let id = format!("{year}-03-02-{}", canaries.of("the id"));
    let folder = format!("incidents/{year}/{id}");
    let mut of = |field: &str| canaries.of(field);
    let time = |second: usize| format!("{year}-03-02T10:17:{second:02}Z");
    let incident = format!(
        "---\n# {comment}\ntitle: {title}\nseverity: sev-2\nstatus: resolved\nvisibility: {visibility}\n\
         started: {}\ndetected: {}\nacknowledged: {}\nmitigated: {}\nresolved: {}\nannounced: {}\nreporter: {reporter}\nlead: {lead}\n\
         services: [{service}, {{name: {named}, severity: sev-3}}]\ntags: [{tag}, {other_tag}]\nwar-room: \"#{room}\"\n\
         root-cause: {{known: true, summary: {cause}, ticket: {cause_ticket}}}\n\
         related: [{related}]\nactions:\n- title: {action}\n  owner: {owner}\n  ticket: https://tickets.example/{ticket}\n  due: {year}-04-03\n  kind: detect\n  priority: high\n  status: open\n  x-own: {action_own}\n\
         x-plain: {plain}\nx-{key}: {{a: [{nested}]}}\n---\n\n{before}\n\n## Summary\n{summary} and **{bold}** and `{code}`.\n\n\
         ![{alt}]({image}.png \"{image_title}\") [{link}](https://graphs.example/{address} \"{link_title}\")\n\n<!-- {hidden_comment} -->\n\n\
         ## Solution\n{solution}\n\n```{language}\n{fenced}\n```\n\n## Timeline\n\
         - {} [started] {started}.\n- {} [theory {subject}] {author}: {entry} (owner: {entry_owner}) (ticket: {attribute})\n  {more}\n\
         - {} [change] {change}. (approved: {approved}) (staging: {staging})\n- {} [told] {told}. (message: https://chat.example/{message})\n\n\
         ## {section}\n| {cell} |\n| --- |\n| {row} |\n\n> {quote}[^a]\n\n[^a]: {footnote}\n\n### {sub}\n- [ ] {task}\n",
        time(1),
        time(2),
        time(3),
        time(4),
        time(5),
        time(6),
        time(1),
        time(7),
        time(8),
        time(9),
        comment = of("a comment in YAML"),
        title = of("title"),
        reporter = of("reporter"),
        lead = of("lead"),
        service = of("services"),
        named = of("services, by name"),
        tag = of("tags"),
        other_tag = of("tags, the second"),
        room = of("war-room"),
        cause = of("root-cause, summary"),
        cause_ticket = of("root-cause, ticket"),
        related = of("related"),
        action = of("an action's title"),
        owner = of("an action's owner"),
        ticket = of("an action's ticket"),
        action_own = of("an action's own key"),
        plain = of("x- key"),
        key = of("an x- key's name"),
        nested = of("x- key, nested"),
        before = of("words before a section"),
        summary = of("Summary"),
        bold = of("bold"),
        code = of("code"),
        alt = of("an image's words"),
        image = of("an image's name"),
        image_title = of("an image's title"),
        link = of("a link's words"),
        address = of("a link's address"),
        link_title = of("a link's title"),
        hidden_comment = of("a comment"),
        solution = of("Solution"),
        language = of("a fence's language"),
        fenced = of("a fence"),
        started = of("the start's entry"),
        subject = of("an entry's subject"),
        author = of("who an entry is by"),
        entry = of("an entry"),
        entry_owner = of("an entry's owner"),
        attribute = of("an entry's attribute"),
        more = of("an entry's further line"),
        change = of("a change"),
        approved = of("who approved"),
        staging = of("staging"),
        told = of("who was told"),
        message = of("a message's address"),
        section = of("a section's name"),
        cell = of("a table's head"),
        row = of("a table's cell"),
        quote = of("a quotation"),
        footnote = of("a footnote"),
        sub = of("a section within"),
        task = of("a task"),
    );
    repository.write(&format!("{folder}/incident.md"), &incident);
    let image = word(kind, canaries.fields.iter().position(|field| field == "an image's name").unwrap());
    let bytes = canaries.of("an image's bytes");
    repository.write(&format!("{folder}/{image}.png"), &bytes);
    let attached = canaries.of("an attachment's name");
    let words = canaries.of("an attachment's words");
    repository.write(&format!("{folder}/{attached}.txt"), &words);
    let mut of = |field: &str| canaries.of(field);
    let postmortem = format!(
        "---\nstatus: published\nowner: {}\nfacilitator: {}\nreviewers: [{}]\ndue: {year}-03-09\nreviewed: {year}-03-08\nimpact: {{users: {users} {}, {}: 5}}\n\
         trigger: {}\ndetection: {}\ncauses: [{}]\nactions: [{{title: {}, owner: {}, ticket: {}}}]\nx-own: {}\n---\n\n## Impact\n{}\n\n## Lessons learned\n{}\n",
        of("the post-mortem's owner"),
        of("facilitator"),
        of("reviewers"),
        of("impact"),
        of("impact's key"),
        of("trigger"),
        of("detection"),
        of("causes"),
        of("the post-mortem's action"),
        of("its owner"),
        of("its ticket"),
        of("the post-mortem's x- key"),
        of("the post-mortem's Impact"),
        of("lessons"),
        users = numbers(year),
    );
    repository.write(&format!("{folder}/postmortem.md"), &postmortem);
    let item = format!(
        "---\nincident: {id}\npresenter: {}\nminutes: 7\nstatus: briefed\noutcome: {}\nx-own: {}\n---\n\n## Brief\n{}\n",
        of("presenter"),
        of("outcome"),
        of("the item's x- key"),
        of("the item's words"),
    );
    repository.write(&format!("agenda/{year}-03-10/{id}.md"), &item);
    let [name, mail, subject, body] =
        ["an author's name", "an author's address", "a commit's subject", "a commit's words"].map(of);
    repository.git(&["add", "--all"]);
    let author = format!("{name} <{mail}@shop.example>");
    repository.git(&["commit", "--quiet", "--author", &author, "-m", &subject, "-m", &body]);
    // One that changes it, so that there is a history.
    repository.replace(&format!("{folder}/incident.md"), "status: resolved", "status: closed");
    let [subject, later] = ["a later commit's subject", "who changed it later"].map(|field| canaries.of(field));
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--author", &format!("{later} <x@shop.example>"), "-m", &subject]);
    canaries
}

/// A log of a public, an internal and a restricted incident.
fn log() -> (Repository, [Canaries; 3]) {
    let repository = Repository::new().log();
    let plan = "name: Shop\nsite: {url: \"https://log.example/\"}\nmeeting: {name: Weekly, recurrence: \"FREQ=WEEKLY;BYDAY=TU\", time: \"10:00\"}\n";
    repository.write("incident.yaml", plan);
    repository.commit_all("Begin");
    let canaries = [(RESTRICTED, "restricted", "1987"), (INTERNAL, "internal", "1993"), (PUBLIC, "public", "1999")]
        .map(|(kind, visibility, year)| plant(&repository, kind, visibility, year));
    (repository, canaries)
}

/// What base64 in a text stands for, for each long row of its letters.
fn decoded(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let mut bytes = Vec::new();
    for row in text.as_bytes().split(|byte| value(*byte).is_none()).filter(|row| row.len() >= 12) {
        for shift in 0..4 {
            let (mut bits, mut held) = (0u32, 0);
            for six in row.iter().skip(shift).filter_map(|byte| value(*byte)) {
                bits = bits << 6 | u32::from(six);
                held += 6;
                if held >= 8 {
                    held -= 8;
                    bytes.push((bits >> held) as u8);
                }
            }
            bytes.push(b' ');
        }
    }
    bytes
}

/// What a file is when it is unpacked, where it is packed: by any tool that can.
fn unpacked(repository: &Repository, path: &str, bytes: &[u8]) -> Vec<u8> {
    const UNPACK: &str = "import sys, zlib, bz2, lzma\n\
        data = open(sys.argv[1], 'rb').read()\n\
        out = b''\n\
        for at in range(len(data)):\n\
        \x20   head = data[at:at + 3]\n\
        \x20   if head[:2] in (b'\\x1f\\x8b', b'\\x78\\x01', b'\\x78\\x5e', b'\\x78\\x9c', b'\\x78\\xda', b'BZ') or head == b'\\xfd7z':\n\
        \x20       for take in (lambda d: zlib.decompressobj(47).decompress(d), lambda d: bz2.BZ2Decompressor().decompress(d), lambda d: lzma.LZMADecompressor().decompress(d)):\n\
        \x20           try:\n\
        \x20               out += take(data[at:])\n\
        \x20               break\n\
        \x20           except Exception:\n\
        \x20               pass\n\
        sys.stdout.buffer.write(out)\n";
    // Texts are not packed, and there is much of them.
    if std::str::from_utf8(bytes).is_ok() {
        return Vec::new();
    }
    let ran =
        Command::new("python3").args(["-c", UNPACK]).arg(repository.path(path)).output().expect("python3 is here");
    assert!(ran.status.success(), "{path}: {}", String::from_utf8_lossy(&ran.stderr));
    ran.stdout
}

/// All that a text tells in any of the ways in which words are kept in it, in lower case.
fn all_of(repository: &Repository, path: &str, bytes: &[u8]) -> String {
    let told = told_by(path, bytes);
    let unpacked = unpacked(repository, path, bytes);
    let plain = String::from_utf8_lossy(bytes);
    let packed = String::from_utf8_lossy(&unpacked).to_lowercase();
    let from_base64 = String::from_utf8_lossy(&decoded(&plain)).to_lowercase();
    // Without what may stand within a word: a soft hyphen, a mark of what was found.
    let joined: String = told.replace("<mark>", "").replace("</mark>", "").chars().filter(|c| *c != '\u{ad}').collect();
    [path.to_lowercase(), told, joined, packed, from_base64].join("\n")
}

/// Says which canaries, or which year, are in a text.
fn caught(text: &str, hidden: &[(&Canaries, &str)]) -> Vec<String> {
    let mut caught = Vec::new();
    for (canaries, year) in hidden {
        let fields = canaries.fields.iter().enumerate();
        let found =
            fields.filter(|(number, _)| text.contains(&word(canaries.kind, *number))).map(|(_, field)| field.clone());
        caught.extend(found.map(|field| format!("{} {field}", canaries.kind)));
        if text.contains(&format!("{year}-")) || text.contains(&format!("/{year}/")) || text.contains(&numbers(year)) {
            caught.push(format!("{} its time or its numbers", canaries.kind));
        }
    }
    caught
}

#[test]
fn every_key_of_a_document_has_a_canary() {
    let (repository, _) = log();
    for (kind, path) in [
        ("incident", format!("incidents/1987/1987-03-02-{}/incident.md", word(RESTRICTED, 0))),
        ("postmortem", format!("incidents/1987/1987-03-02-{}/postmortem.md", word(RESTRICTED, 0))),
        ("agenda", format!("agenda/1987-03-10/1987-03-02-{}.md", word(RESTRICTED, 0))),
    ] {
        let schema = repository.run(&["schema", kind]).ok().json();
        let text = repository.read(&path);
        let front = text.split("---\n").nth(1).unwrap().to_owned();
        let has = |key: &&String| front.lines().any(|line| line.starts_with(&format!("{key}:")));
        let missing: Vec<_> = schema["properties"].as_object().unwrap().keys().filter(|key| !has(key)).collect();
        assert!(missing.is_empty(), "{kind}: {missing:?} hold nothing");
    }
}

#[test]
fn no_byte_of_a_site_tells_of_what_its_readers_may_not_read() {
    let (repository, [restricted, internal, public]) = log();
    let hidden = [(&restricted, "1987"), (&internal, "1993")];
    for (audience, hidden) in [("public", &hidden[..]), ("internal", &hidden[..1])] {
        repository.run(&["build", "--audience", audience]).ok();
        let (mut shown, mut files) = (BTreeSet::new(), 0);
        for (path, bytes) in repository.files() {
            if !path.starts_with("site/") {
                continue;
            }
            let text = all_of(&repository, &path, &bytes);
            assert_eq!(caught(&text, hidden), [""; 0], "{path} for {audience}");
            shown.extend((0..public.fields.len()).filter(|number| text.contains(&word(PUBLIC, *number))));
            files += 1;
        }
        // The public one's are seen, so the others' would be.
        let unseen = (0..public.fields.len())
            .filter(|number| !shown.contains(number))
            .map(|number| public.fields[number].as_str());
        let unseen: Vec<_> = unseen.collect();
        println!(
            "{files} files for {audience}: {} of {} canaries of the public incident are seen; not {unseen:?}",
            shown.len(),
            public.fields.len()
        );
        assert!(shown.len() * 4 >= public.fields.len() * 3, "{unseen:?}");
    }
}

#[test]
fn a_site_is_the_same_as_if_there_were_no_hidden_incident() {
    let (repository, _) = log();
    let built = |repository: &Repository| {
        repository.run(&["build", "--audience", "public"]).ok();
        repository.files().into_iter().filter(|(path, _)| path.starts_with("site/")).collect::<Vec<_>>()
    };
    let with = built(&repository);
    for folder in ["incidents/1987", "incidents/1993", "agenda/1987-03-10", "agenda/1993-03-10"] {
        std::fs::remove_dir_all(repository.path(folder)).unwrap();
    }
    repository.commit_all("Take out what is hidden");
    let without = built(&repository);
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(names(&with), names(&without));
    let differing: Vec<_> = with.iter().zip(&without).filter(|(a, b)| a.1 != b.1).map(|(a, _)| &a.0).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn no_export_review_or_answer_for_others_tells_of_them() {
    let (repository, [restricted, internal, _]) = log();
    let hidden = [(&restricted, "1987"), (&internal, "1993")];
    for kind in ["atom", "csv", "csv --actions", "ics", "json", "markdown --since 1980-01-01", "ndjson", "statuspage"] {
        for (audience, hidden) in [("public", &hidden[..]), ("internal", &hidden[..1])] {
            let kind: Vec<&str> = kind.split(' ').collect();
            let told = repository
                .run(&[&["export"], &kind[..], &["--audience", audience]].concat())
                .ok()
                .stdout
                .to_lowercase();
            assert_eq!(caught(&told, hidden), [""; 0], "{kind:?} for {audience}");
            assert!(told.contains(PUBLIC), "{kind:?}: {told}");
        }
    }
    // A branch that begins before all three, and one that edits each document.
    let first = repository.git(&["rev-list", "--max-parents=0", "HEAD"]);
    for path in repository
        .git(&["ls-files", "incidents/1987", "agenda/1987-03-10"])
        .lines()
        .filter(|path| path.ends_with(".md"))
    {
        repository.replace(path, "---\n\n", &format!("---\n\n{}\n\n", word(RESTRICTED, 1)));
    }
    for base in [first.trim(), "HEAD"] {
        for format in ["markdown", "json", "github"] {
            let ran = repository.run(&["review", base, "--format", format]);
            let told = ran.stdout.to_lowercase();
            assert_eq!(caught(&told, &hidden[..1]), [""; 0], "a review as {format}: {told}");
        }
    }
}

#[test]
fn no_message_out_of_its_room_tells_of_a_restricted_incident() {
    let chat = Chat::start();
    let repository = chat.log();
    let mut canaries = Canaries::new(RESTRICTED);
    let mut of = |field: &str| canaries.of(field);
    let (title, service, tag, lead) = (of("title"), of("services"), of("tags"), of("lead"));
    let new =
        ["new", &title, "-s", "1", "--visibility", "restricted", "--service", &service, "--tag", &tag, "--lead", &lead];
    repository.run(&new).ok();
    let words =
        ["note", "theory", "owner", "severity's why", "effect", "summary", "solution", "root cause", "all-clear"]
            .map(of);
    let [note, theory, owner, why, effect, summary, solution, cause, _] = &words;
    for step in [
        &["note", "@", note][..],
        &["thread", "@", "pool", theory, "--owner", owner],
        &["severity", "@", "2", "--why", why],
        &["severity", "@", "1", "--why", why],
        &["escalate", "@", "--send"],
        &["mitigate", "@", effect],
        &["resolve", "@", "--summary", summary, "--solution", solution, "--root-cause", cause],
    ] {
        repository.run(step).ok();
    }
    let posted = chat.posted();
    let outside: Vec<_> = posted.iter().filter(|message| !message.starts_with("C0ROOM")).collect();
    assert!(outside.len() >= 3 && posted.len() > outside.len(), "{posted:?}");
    for message in outside {
        assert!(!message.to_lowercase().contains(RESTRICTED), "{message}");
    }
}
