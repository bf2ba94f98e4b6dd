// What makes the pages a little handier. Nothing here is needed to read them.
(() => {
  "use strict";

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
  const told = (event) => {
    const time = event.target.closest?.("time[datetime*=T]") ?? event.target.querySelector?.(":scope > time[datetime*=T]");
    if (time && !time.title) {
      const form = { dateStyle: "long", timeStyle: "long" };
      time.title = `${new Date(time.dateTime).toLocaleString(undefined, form)} where you are`;
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

  // Headings within documents can be linked like the pages' own.
  for (const heading of document.querySelectorAll(".prose :is(h3, h4, h5, h6)[id]:not(:has(a))")) {
    const link = document.createElement("a");
    link.href = `#${heading.id}`;
    link.append(...heading.childNodes);
    heading.append(link);
  }
})();
