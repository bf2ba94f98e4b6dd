// Only pages that `incident serve` shows have this: it follows the log, and says what keeps the site from being built.
(() => {
  "use strict";
  const { seen } = document.currentScript.dataset;
  const make = (name, attributes, ...children) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.append(...children);
    return element;
  };
  document.head.append(make("link", { rel: "stylesheet", href: "/.serve/live.css" }));

  let dialog, told, note, timer;
  const say = (trouble) => {
    const telling = JSON.stringify(trouble);
    if (telling === told) return;
    told = telling;
    dialog?.remove();
    dialog = undefined;
    if (!trouble) return;
    const hide = make("button", { type: "button" }, "Hide");
    hide.addEventListener("click", () => dialog.close());
    dialog = make("dialog", { className: "serve-trouble" },
      make("h1", { id: "serve-trouble" }, "The site cannot be built"),
      ...(trouble.place ? [make("p", { className: "serve-place" }, trouble.place)] : []),
      make("pre", {}, trouble.message),
      ...(trouble.drawn ? [make("pre", { className: "serve-drawn" }, trouble.drawn)] : []),
      ...(trouble.help ? [make("p", {}, trouble.help)] : []),
      make("p", {}, "Below is the page as it could be built last; it comes anew once this is mended. "),
      hide);
    dialog.setAttribute("aria-labelledby", "serve-trouble");
    document.body.append(dialog);
    dialog.showModal();
  };
  const remark = (...words) => {
    clearTimeout(timer);
    note?.remove();
    note = undefined;
    if (words.length === 0) return;
    // What is over at once is not worth a word.
    timer = setTimeout(() => {
      note = make("p", { className: "serve-note" }, ...words);
      note.setAttribute("role", "status");
      document.body.append(note);
    }, 1000);
  };

  let lags = false;
  const show = ({ fresh, trouble, lag }) => {
    if (!fresh) return location.reload();
    say(trouble);
    if (lag) {
      remark("The search is being brought up to date.");
    } else if (lags && document.querySelector(".search-box")) {
      const again = make("button", { type: "button" }, "Load it");
      again.addEventListener("click", () => location.reload());
      remark("The search is up to date again. ", again);
    } else if (lags || note || timer) {
      remark();
    }
    lags = lag;
  };

  // A page that nobody looks at asks for nothing: a browser keeps only a few connections to a server.
  let changes;
  const follow = () => {
    changes?.close();
    if (document.hidden) return;
    changes = new EventSource(`/.serve/changes/${seen}${location.pathname}`);
    changes.onmessage = ({ data }) => show(JSON.parse(data));
    changes.onerror = () => remark("`incident serve` does not answer; this page is as it was.");
    changes.onopen = () => remark();
  };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pageshow", ({ persisted }) => persisted && follow());
  addEventListener("pagehide", () => changes?.close());
  follow();
})();
