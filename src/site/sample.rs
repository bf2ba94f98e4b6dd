//! A small log for tests of what is made from a view.

/// A sev-2 that was solved, with its post-mortem, and a restricted incident whose every text holds `QUOKKA`.
pub const LOG: &[(&str, &str)] = &[
    ("incident.yaml", "name: Test log\ntime-zone: America/New_York\nroster: [{name: Lead, phone: 555-0142}]\n"),
    ("incidents/2026/2026-03-02-pool-exhausted/incident.md", POOL),
    (
        "incidents/2026/2026-03-02-pool-exhausted/postmortem.md",
        "---\nstatus: published\nowner: Platform\ncauses: [Zebrafish releases leak]\n---\n\n## Lessons learned\nCount the connections.\n",
    ),
    ("incidents/2026/2026-04-01-quokka/incident.md", HIDDEN),
    ("incidents/2026/2026-04-01-quokka/postmortem.md", "---\nstatus: draft\n---\n\n## Summary\nQUOKKA.\n"),
];

const POOL: &str = "---
title: \"Pool <exhausted> & slow\"
severity: sev-2
status: resolved
visibility: public
started: 2026-03-02T21:30:00-05:00
mitigated: 2026-03-02T22:00:00-05:00
resolved: 2026-03-02T23:00:00-05:00
services: [search, checkout]
tags: [deploy]
related: [2026-04-01-quokka]
actions: [{title: Alarm on the wombat, owner: Platform}]
---

## Summary
Every search waited for a **connection**. Ask 555-0142.

## Solution
Restart the *index*.

More words.

## Timeline
- 2026-03-02T21:30:00-05:00 [started] The numbat was swapped.
- 2026-03-02T22:00:00-05:00 [mitigated] The old index serves.
- 2026-03-02T23:00:00-05:00 [resolved] The new index serves, see 2026-04-01-quokka.
";

const HIDDEN: &str = "---
title: QUOKKA
severity: sev-1
status: resolved
visibility: restricted
started: 2026-04-01T09:00:00-05:00
services: [QUOKKA]
tags: [QUOKKA]
---

## Summary
QUOKKA.

## Solution
QUOKKA.

## Timeline
- 2026-04-01T09:00:00-05:00 [started] QUOKKA.
";
