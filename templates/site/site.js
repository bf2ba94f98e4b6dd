// What makes the pages a little handier. Nothing here is needed to read them.
(() => {
  "use strict";
  const root = new URL(".", document.currentScript.src);

  // From the disk a folder's address lists its files; its page is the index in it.
  if (location.protocol === "file:") {
    for (const link of document.querySelectorAll("a[href]")) {
      const href = link.getAttribute("href");
      const [, path, rest] = /^([^?#]*)(.*)$/.exec(href);
      if (!/^[a-z]+:/i.test(href) && (path === "" ? rest === "" : path.endsWith("/"))) {
        link.setAttribute("href", `${path}index.html${rest}`);
      }
    }
  }

  // The reader's own time, on hover and on focus.
  const timed = "time[datetime*=T], .timeline > li > a";
  const momentOf = (place) => {
    if (place.dateTime) return place.dateTime;
    // A time of day of the timeline, whose day stands above it.
    let day = place.parentElement;
    while (day && !day.matches(".day")) day = day.previousElementSibling;
    const isTime = day && /^\d\d:\d\d$/.test(place.textContent);
    return isTime && `${day.querySelector("time").dateTime}T${place.textContent}${day.dataset.offset}`;
  };
  const told = (event) => {
    const found = event.target.closest?.(timed) ?? event.target.querySelector?.(":scope > time[datetime*=T]");
    const place = found?.querySelector("time") ?? found;
    const moment = place && !place.title && momentOf(place);
    if (moment) {
      const form = { dateStyle: "long", timeStyle: "long" };
      place.title = `${new Date(moment).toLocaleString(undefined, form)} where you are`;
    }
  };
  document.addEventListener("pointerover", told);
  document.addEventListener("focusin", told);

  // Ids can be copied where the browser lets a page do it.
  if (navigator.clipboard) {
    for (const id of document.querySelectorAll(".copy")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Copy";
      button.setAttribute("aria-label", `Copy ${id.textContent}`);
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(id.textContent);
          button.textContent = "Copied";
        } catch {
          // It is not allowed: what is selected can be copied by hand.
          getSelection().selectAllChildren(id);
        }
      });
      id.after(button);
    }
  }

  // The search is loaded when somebody first reaches for it, as most who read a page do not. What is typed until it is
  // there goes into its field.
  const opener = document.querySelector("a.search-open");
  if (opener) {
    const slash = document.createElement("kbd");
    slash.textContent = "/";
    slash.setAttribute("aria-hidden", "true");
    opener.setAttribute("aria-keyshortcuts", "/ Control+K");
    opener.title = "Press / to search from anywhere";
    opener.append(" ", slash);
  }
  if (opener && !document.querySelector('script[src$="search.js"]')) {
    const until = new AbortController();
    const { signal } = until;
    let typed, loading;
    const load = () => (loading ??= new Promise((done, failed) => {
      const at = (file) => new URL(file, root).href;
      const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: at("search.css") });
      // A style of the team's own stays the last.
      document.head.insertBefore(style, document.querySelector('link[href$="own.css"]'));
      const script = Object.assign(document.createElement("script"), { src: at("search.js"), onload: done, onerror: failed });
      document.head.append(script);
    }).then(() => until.abort(), () => location.assign(opener.href)));
    const open = async () => {
      typed = "";
      await load();
      if (typed === undefined) return;
      opener.click();
      const field = document.activeElement;
      if (typed && field?.matches("input")) {
        field.value = typed;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    };
    document.addEventListener("keydown", (event) => {
      const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
      if (event.isComposing) return;
      if (typed === undefined) {
        const writes = event.target.closest?.("input, textarea, select, [contenteditable]");
        const command = key?.toLowerCase() === "k" && (ctrlKey || metaKey) && !altKey && !shiftKey;
        if (!command && (key !== "/" || writes || ctrlKey || metaKey || altKey)) return;
        open();
      } else if (ctrlKey || metaKey || altKey) {
        return;
      } else if (key === "Escape") {
        typed = undefined;
      } else if (key.length === 1) {
        typed += key;
      } else if (key === "Backspace") {
        typed = typed.slice(0, -1);
      }
      event.preventDefault();
    }, { signal });
    opener.addEventListener("click", (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open();
    }, { signal });
    opener.addEventListener("pointerenter", load, { signal });
  }

  // What can be scrolled sideways can be scrolled by keys, too.
  for (const code of document.querySelectorAll("pre")) if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
})();
