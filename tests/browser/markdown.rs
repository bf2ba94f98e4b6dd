//! Markdown as GitHub shows it: read by day, by night and on paper, and gone through by keyboard.

use super::colours::{FAINT, measured};
use super::pages::wrong;
use super::session::in_browser;
use super::stage::Served;
use crate::harness::Repository;

const BODY: &str = "## Summary

Slow[^1], and slow again[^1].

### See [the log](https://log.example/x)

> [!NOTE]
> One.

> [!TIP]
> Two.

> [!IMPORTANT]
> Three.

> [!WARNING]
> Four.

> [!CAUTION]
> Five.

- [x] done
- [ ] not done

[^1]: The pool.

## Solution

### By hand

```py
@once
def scale(to: int = 12):  # slowly
    return shop.scale('checkout', to)
```

```diff
-size: 20
+size: 12
```

![A graph](gone.png)

שלום, `code` 12.
";

#[test]
fn alerts_code_tasks_and_footnotes_can_be_read_and_gone_through() {
    in_browser(async |browser, _| {
        let repository = Repository::new().log();
        let front = "title: Slow\nseverity: sev-2\nstatus: resolved\nstarted: 2026-03-02T10:00:00Z";
        repository.write("incidents/2026/2026-03-02-slow/incident.md", &format!("---\n{front}\n---\n\n{BODY}"));
        let site = Served::new(repository);
        for (medium, theme) in [("screen", "light"), ("screen", "dark"), ("print", "dark")] {
            browser.media(medium, &[("prefers-color-scheme", theme)]).await;
            browser.go(&format!("{}incidents/2026-03-02-slow/", site.address)).await;
            assert_eq!(measured(browser, FAINT).await, [""; 0], "{medium} {theme}");
        }
        browser.media("screen", &[]).await;
        assert_eq!(wrong(browser).await, [""; 0]);
        let marks = "[...document.querySelectorAll('[class^=alert-]')].map((it) => it.innerText.split('\\n')[0] + ' ' + \
                     getComputedStyle(it.querySelector('p'), '::before').content.split('/')[0]).join()";
        let marks = browser.text_of(marks).await;
        assert_eq!(marks, "Note \"i\" ,Tip \"+\" ,Important \"!\" ,Warning \"!\" ,Caution \"×\" ");

        // To a footnote, and back to each place.
        browser.click("#in-summary_1_2").await;
        browser.until("document.querySelector(':target')?.innerText.startsWith('The pool.')").await;
        browser.click("#in-summary_1 a[href='#in-summary_1_1']").await;
        browser.until("document.querySelector(':target')?.id === 'in-summary_1_1'").await;

        // A heading shows the way to itself to whoever stands on it, and is called by its words alone.
        let shown = async |css: &str| {
            let after = format!("getComputedStyle(document.querySelector('{css}'), '::after')");
            browser.text_of(&format!("{after}.content.includes('#') && {after}.opacity === '1'")).await
        };
        for css in ["#solution > a", "#in-solution--by-hand > a", "#in-summary--see-the-log > a:last-child"] {
            assert_eq!(shown(css).await, "false", "{css}");
            browser.script(&format!("document.querySelector('{css}').focus({{ focusVisible: true }})")).await;
            assert_eq!(shown(css).await, "true", "{css}");
        }
        browser.script("document.activeElement.blur()").await;
        assert_eq!(browser.text_of("document.querySelector('#in-solution--by-hand').textContent").await, "By hand");
        assert_eq!(browser.console().await, [""; 0]);
    });
}
