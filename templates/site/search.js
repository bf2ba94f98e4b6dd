// Search over the whole log: in a dialog over any page, and on the search page itself.
"use strict";
(() => {
  const root = new URL(".", document.currentScript.src);
  const shownAtOnce = { dialog: 8, page: 20 };
  const pause = 120; // milliseconds without a key before an answer is looked for
  const facetNames = ["severity", "service", "tag", "year"];
  const orders = { "": "Best match first", desc: "Newest first", asc: "Oldest first" };
  const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

  // Makes an element. What it holds is text or elements, never markup.
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined) element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  // The engine is loaded when it is first wanted; where that failed, the next want tries again.
  let loading;
  const engine = () => (loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  }));
  const load = async () => {
    const response = await fetch(new URL("search/facets.json", root));
    if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
    const known = await response.json();
    if (known.incidents === 0) return { known, search: async () => ({ results: [] }) };
    const { createInstance } = await import(new URL("search/pagefind.js", root).href);
    const instance = createInstance({ noWorker: true, excerptLength: 28, excerptEllipsis: "…" });
    await instance.init();
    return { known, search: (words, options) => instance.search(words, options) };
  };

  // Where search cannot work, the lists do.
  const trouble = () => {
    const onDisk = location.protocol === "file:";
    const lists = make("a", { href: new URL(onDisk ? "incidents/index.html" : "incidents/", root).href }, "the lists");
    if (!onDisk) return ["Search could not be loaded. Try again, or look through ", lists, "."];
    const command = make("code", {}, "incident serve");
    return ["Search needs the site to come from a server: run ", command, " where the log is. Until then, ", lists, " lead there too."];
  };

  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // A title with the words marked that were looked for.
  const marked = (title, words) => {
    const wanted = folded(words).match(/[\p{L}\p{N}]{2,}/gu) ?? [];
    const hit = (word) => wanted.some((start) => folded(word).startsWith(start));
    const parts = title.split(/([\p{L}\p{N}\p{M}]+)/u);
    return parts.map((part, at) => (at % 2 === 1 && hit(part) ? make("mark", {}, part) : part));
  };

  // The engine's passage is text with `<` and `>` escaped, and `<mark>` around each word that it found, together with
  // the punctuation at its ends.
  const passage = (excerpt) => excerpt.split(/<mark>(.*?)<\/mark>/su).flatMap((part, at) => {
    const text = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    const [, before, word, after] = text.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su);
    return at % 2 === 1 ? [before, make("mark", {}, word), after] : [text];
  });

  // Where no word begins like one that is looked for, the engine takes the longest that it begins with, "to" for
  // "token". An answer that is nothing but such guesses is none.
  const isGuess = (excerpt, words) => {
    const found = [...excerpt.matchAll(/<mark>(.*?)<\/mark>/gsu)].map(([, word]) => folded(word).match(/[\p{L}\p{N}].*/u)?.[0] ?? "");
    const wanted = folded(words).match(/[\p{L}\p{N}]+/gu) ?? [];
    return found.length > 0 && !found.some((word) => wanted.some((start) => word.startsWith(start.slice(0, 3))));
  };

  const day = (date) => {
    const [year, month, number] = date.split("-").map(Number);
    return make("time", { datetime: date }, `${number} ${months[month - 1]} ${year}`);
  };

  const severity = (known, id) => {
    const found = known.severity.find(({ value }) => value === id);
    const mark = make("span", { class: `sev l${found?.level ?? 0}` }, found?.word || id);
    return found?.word ? [mark, " ", make("span", { class: "id" }, id)] : [mark];
  };

  const option = (known, data, words, id) => {
    const { title, severity: level, status, date, solution, services } = data.meta;
    const facts = [];
    if (level) facts.push(make("span", {}, ...severity(known, level)));
    if (["open", "mitigated", "broken"].includes(status)) facts.push(make("span", { class: `status ${status}` }, status));
    if (date) facts.push(day(date));
    if (services) facts.push(make("span", { class: "search-services" }, services));
    const address = new URL(data.raw_url ?? data.url, root).href;
    const item = make("a", { role: "option", id, href: address, "aria-selected": "false" },
      make("span", { class: "search-title" }, ...marked(title ?? address, words)),
      make("span", { class: "search-facts" }, ...facts.flatMap((fact) => [fact, " "])));
    if (data.excerpt) item.append(make("span", { class: "search-passage" }, ...passage(data.excerpt)));
    if (solution) item.append(make("span", { class: "search-solution" }, make("b", {}, "Solution"), " ", solution));
    return item;
  };

  // The field, the facets and the answers. `place` is where they stand, `dialog` or `page`; `asked` is what the page's
  // address asks for; `leave` is called when somebody goes to an answer.
  const box = (place, asked, leave) => {
    const inDialog = place === "dialog";
    const list = make("div", { role: "listbox", id: `search-${place}-list`, "aria-label": "Incidents found", class: "search-list" });
    const field = make("input", {
      value: asked.get("q") ?? "",
      type: "text", id: `search-${place}-words`, role: "combobox", "aria-expanded": "false", "aria-controls": list.id,
      "aria-autocomplete": "list", "aria-label": "Search the incidents", placeholder: "Search the incidents",
      inputmode: "search", enterkeyhint: "search", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    });
    const selects = {};
    const facets = make("div", { class: "search-facets", role: "group", "aria-label": "Only incidents of" });
    const status = make("p", { class: "search-status", role: "status" });
    const more = inDialog ? make("a", { class: "search-more" }) : make("button", { class: "search-more", type: "button" });
    const element = make("div", { class: "search-box" });
    const head = make("div", { class: "search-head" }, field);
    element.append(head, facets, status, list, more);
    let [turn, timer, chosen, limit] = [0, 0, -1, shownAtOnce[place]];

    const select = (name, choices, label) => {
      const options = choices.map(([value, text]) => make("option", { value }, text));
      selects[name] = make("select", { "aria-label": label }, ...options);
      if (choices.some(([value]) => value === asked.get(name))) selects[name].value = asked.get(name);
      selects[name].addEventListener("change", renew);
      facets.append(selects[name]);
    };
    const prepare = async () => {
      const tools = await engine();
      if (facets.childElementCount > 0) return tools;
      for (const name of facetNames) {
        const values = tools.known[name].map(({ value, word }) => [value, word ? `${value} ${word}` : value]);
        if (values.length > 1) select(name, [["", `Any ${name}`], ...values], `Only of this ${name}`);
      }
      if (!inDialog) select("order", Object.entries(orders), "Order");
      return tools;
    };

    const filters = () => Object.fromEntries(facetNames
      .map((name) => [name, selects[name]?.value]).filter(([, value]) => value));
    const query = () => {
      const words = field.value.trim();
      return new URLSearchParams({ ...(words && { q: words }), ...filters(), ...(selects.order?.value && { order: selects.order.value }) });
    };
    const address = () => {
      const page = new URL("search/", root);
      page.search = query().toString();
      return page.href;
    };

    const choose = (position) => {
      const options = list.children;
      options[chosen]?.setAttribute("aria-selected", "false");
      chosen = options.length === 0 || position < -1 ? -1 : position;
      const now = options[chosen];
      if (!now) return field.removeAttribute("aria-activedescendant");
      now.setAttribute("aria-selected", "true");
      now.scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", now.id);
    };

    const show = (items, total, told) => {
      list.replaceChildren(...items);
      list.classList.remove("stale");
      field.setAttribute("aria-expanded", String(items.length > 0));
      status.replaceChildren(...told);
      more.hidden = items.length >= total;
      more.textContent = inDialog ? `All ${total} incidents found` : `Show ${Math.min(total - items.length, shownAtOnce.page)} more`;
      if (inDialog) more.href = address();
      choose(inDialog && items.length > 0 ? 0 : -1);
    };

    const answer = async () => {
      const mine = ++turn;
      const late = () => mine !== turn;
      try {
        if (location.protocol === "file:") return show([], 0, trouble());
        const { known, search } = await prepare();
        if (late()) return;
        const [words, only, order] = [field.value.trim(), filters(), selects.order?.value];
        if (!inDialog) history.replaceState(null, "", address());
        const count = (number) => `${number} incident${number === 1 ? "" : "s"}`;
        if (!words && Object.keys(only).length === 0) {
          return show([], 0, [known.incidents === 0 ? "There is no incident yet." : `Searches all that was written of ${count(known.incidents)}.`]);
        }
        let { results } = await search(words || null, { filters: only, sort: order ? { date: order } : {} });
        if (late()) return;
        let found = await Promise.all(results.slice(0, limit).map((result) => result.data()));
        if (late()) return;
        if (found.length > 0 && isGuess(found[0].excerpt, words)) [results, found] = [[], []];
        const items = found.map((data, at) => option(known, data, words, `search-${place}-${at}`));
        const none = Object.keys(only).length > 0 ? "Nothing matches within this choice." : "Nothing matches.";
        show(items, results.length, [results.length === 0 ? none : count(results.length)]);
      } catch (error) {
        console.error(error);
        if (!late()) show([], 0, trouble());
      }
    };
    const renew = () => {
      clearTimeout(timer);
      limit = shownAtOnce[place];
      answer();
    };

    field.addEventListener("input", () => {
      // What was chosen belongs to other words: Enter must not open it.
      turn += 1;
      choose(-1);
      list.classList.add("stale");
      clearTimeout(timer);
      timer = setTimeout(renew, pause);
    });
    element.addEventListener("keydown", (event) => {
      const onOption = event.target.getAttribute("role") === "option";
      if (event.isComposing || (event.target !== field && !onOption)) return;
      const last = list.children.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const down = event.key === "ArrowDown";
        choose(down ? (chosen >= last ? 0 : chosen + 1) : (chosen <= 0 ? last : chosen - 1));
        if (onOption) list.children[chosen]?.focus();
      } else if (event.key === "Enter" && !onOption) {
        event.preventDefault();
        const { ctrlKey, metaKey, shiftKey } = event;
        const now = list.children[chosen];
        if (now) now.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
        else if (!inDialog) renew();
        else if (field.value.trim()) location.assign(address());
      }
    });
    list.addEventListener("focusin", (event) => choose([...list.children].indexOf(event.target.closest("[role=option]"))));
    list.addEventListener("click", leave);
    if (!inDialog) {
      more.addEventListener("click", async () => {
        const next = limit;
        limit += shownAtOnce.page;
        await answer();
        list.children[next]?.focus();
      });
    }
    more.hidden = true;
    answer();
    return { element, head, field };
  };

  // Its style is of no use without it, so no page waits for it.
  if (!document.querySelector('link[href$="search.css"]')) {
    document.head.append(make("link", { rel: "stylesheet", href: new URL("search.css", root).href }));
  }

  // The search page
  const page = document.querySelector("[data-search-page]");
  const onPage = page && box("page", new URLSearchParams(location.search), () => {});
  if (onPage) {
    page.append(onPage.element);
    onPage.field.focus();
  }

  // The dialog over any other
  let dialog;
  const makeDialog = () => {
    const close = make("button", { type: "button", class: "search-close" }, "Close");
    const element = make("dialog", { class: "search-dialog", "aria-label": "Search" });
    const inside = box("dialog", new URLSearchParams(), () => element.close());
    const keys = make("p", { class: "search-keys" }, make("kbd", {}, "↑"), " ", make("kbd", {}, "↓"), " choose  ",
      make("kbd", {}, "Enter"), " opens  ", make("kbd", {}, "Esc"), " closes");
    inside.head.append(close);
    element.append(inside.element, keys);
    close.addEventListener("click", () => element.close());
    element.addEventListener("click", (event) => event.target === element && element.close());
    document.body.append(element);
    return { element, field: inside.field };
  };
  const open = () => {
    if (onPage) return onPage.field.select();
    dialog ??= makeDialog();
    if (!dialog.element.open) dialog.element.showModal();
    dialog.field.focus();
    dialog.field.select();
  };

  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest?.("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !writes && !event.ctrlKey && !event.metaKey && !event.altKey;
    const command = event.key?.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (event.isComposing || !(slash || command)) return;
    event.preventDefault();
    open();
  });
  for (const link of document.querySelectorAll("a.search-open")) {
    link.addEventListener("click", (event) => {
      if (onPage || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open();
    });
  }
})();
