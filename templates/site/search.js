// Search over the whole log, or over all logs of a site: in a dialog over any page, and on the search page itself.
"use strict";
(() => {
  const root = new URL(".", document.currentScript.src);
  const shownAtOnce = { dialog: 8, page: 10 };
  const pause = 120; // milliseconds without a key before an answer is looked for
  const facetNames = ["log", "severity", "status", "service", "tag", "year"];
  const orders = { "": "Best match first", worst: "Most severe first", longest: "Longest first", desc: "Newest first", asc: "Oldest first" };
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

  // What search needs is in scripts, each of which hands over its name and its data: so it is loaded from any server, and
  // from the disk. What failed is tried again when it is next wanted.
  const [loading, arrived] = [new Map(), new Map()];
  globalThis.incidentSearch = (name, data) => arrived.get(name)?.(data);
  const load = (name, address = `search/${name}.js`) => {
    if (loading.has(name)) return loading.get(name);
    const script = make("script", { src: new URL(address, root).href });
    const loaded = new Promise((resolve, reject) => {
      arrived.set(name, resolve);
      const failed = () => reject(new Error(`${script.src} cannot be loaded`));
      script.addEventListener("error", failed);
      script.addEventListener("load", failed); // which changes nothing where it has arrived
    });
    loading.set(name, loaded);
    loaded.catch(() => loading.delete(name)).finally(() => script.remove());
    document.head.append(script);
    return loaded;
  };
  let engine;
  const prepared = async () => {
    const [known, makeEngine] = await Promise.all([load("facets"), engine ? undefined : load("engine", "search-engine.js")]);
    engine ??= makeEngine(load);
    if (known.incidents + (known.pages ?? 0) > 0) await engine.prepare();
    return known;
  };

  // On the disk an address needs the name of its file.
  const onDisk = location.protocol === "file:";
  const page = (address) => new URL(onDisk && /(^|\/)$/.test(address) ? `${address}index.html` : address, root).href;

  // Where search cannot work, the lists do; over several logs, each has its own.
  const lists = "logs" in document.body.dataset ? "" : "incidents/";
  const trouble = () => ["Search could not be loaded. Try again, or look through ", make("a", { href: page(lists) }, "the lists"), "."];

  // Pieces of a text, marked where they were found.
  const shown = (pieces) => pieces.map(([piece, found]) => (found ? make("mark", {}, piece) : piece));

  const day = (date) => {
    const [year, month, number] = date.split("-").map(Number);
    return make("time", { datetime: date }, `${number} ${months[month - 1]} ${year}`);
  };

  const severity = (known, id) => {
    const found = known.severity.find(({ value }) => value === id);
    const mark = make("span", { class: `sev l${found?.level ?? 0}` }, found?.word || id);
    return found?.word ? [mark, " ", make("span", { class: "id" }, id)] : [mark];
  };

  // How many incidents there are and how many pages, of which there are none on most sites.
  const count = (total, pages = 0) => {
    const some = (number, name) => `${number} ${name}${number === 1 ? "" : "s"}`;
    const both = [[total - pages, "incident"], [pages, "page"]].filter(([number, name]) => number > 0 || (total === 0 && name === "incident"));
    return both.map(([number, name]) => some(number, name)).join(" and ");
  };

  const option = (known, found, forms, id) => {
    const { address, title, log, severity: level, status, date, lasted, solution, services, text } = found;
    const facts = status ? [] : [make("span", {}, "page")]; // an incident always has a status
    if (level) facts.push(make("span", {}, ...severity(known, level)));
    if (["open", "mitigated", "broken"].includes(status)) facts.push(make("span", { class: `status ${status}` }, status));
    if (log) facts.push(make("span", { class: "search-log" }, log));
    if (date) facts.push(day(date));
    if (lasted) facts.push(make("span", {}, lasted));
    if (services) facts.push(make("span", { class: "search-services" }, services.join(", ")));
    const item = make("a", { role: "option", id, href: page(address), "aria-selected": "false" },
      make("span", { class: "search-title" }, ...shown(engine.marks(title || address, forms))),
      make("span", { class: "search-facts" }, ...facts.flatMap((fact) => [fact, " "])));
    if (text) item.append(make("span", { class: "search-passage" }, ...shown(engine.passage(text, forms))));
    if (solution) item.append(make("span", { class: "search-solution" }, make("b", {}, "Solution"), " ", ...shown(engine.marks(solution, forms))));
    return item;
  };

  // The field, the facets and the answers. `place` is where they stand, `dialog` or `page`; `asked` is what the page's
  // address asks for; `leave` is called when somebody goes to an answer.
  const box = (place, asked, leave) => {
    const inDialog = place === "dialog";
    const list = make("div", { role: "listbox", id: `search-${place}-list`, "aria-label": "What was found", class: "search-list" });
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
      const options = choices.map(([value, text]) => make("option", { value, "data-name": text }, text));
      selects[name] = make("select", { "aria-label": label }, ...options);
      if (choices.some(([value]) => value === asked.get(name))) selects[name].value = asked.get(name);
      selects[name].addEventListener("change", renew);
      facets.append(selects[name]);
    };
    const prepare = async () => {
      const known = await prepared();
      if (facets.childElementCount > 0) return known;
      for (const name of facetNames) {
        const values = (known[name] ?? []).map(({ value, word }) => [value, word ? `${value} ${word}` : value]);
        if (values.length > 1) select(name, [["", `Any ${name}`], ...values], `Only of this ${name}`);
      }
      if (!inDialog) select("order", Object.entries(orders), "Order");
      return known;
    };
    // Behind each value how many of what was found have it, beside the other choices.
    const tell = (counts) => {
      for (const name of facetNames) {
        for (const choice of selects[name]?.options ?? []) {
          if (choice.value) choice.text = `${choice.dataset.name} (${counts[name].get(choice.value) ?? 0})`;
        }
      }
    };

    const filters = () => Object.fromEntries(facetNames
      .map((name) => [name, selects[name]?.value]).filter(([, value]) => value));
    const query = () => {
      const words = field.value.trim();
      return new URLSearchParams({ ...(words && { q: words }), ...filters(), ...(selects.order?.value && { order: selects.order.value }) });
    };
    const address = () => {
      const there = new URL(page("search/"));
      there.search = query().toString();
      return there.href;
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
      more.textContent = inDialog ? `All ${total} that were found` : `Show ${Math.min(total - items.length, shownAtOnce.page)} more`;
      if (inDialog) more.href = address();
      choose(inDialog && items.length > 0 ? 0 : -1);
    };

    const answer = async () => {
      const mine = ++turn;
      const late = () => mine !== turn;
      try {
        const known = await prepare();
        if (late()) return;
        const [words, only, order] = [field.value, filters(), selects.order?.value];
        if (!inDialog) history.replaceState(null, "", address());
        const all = known.incidents + (known.pages ?? 0);
        if (all === 0) return show([], 0, [words.trim() ? "Nothing matches." : "There is no incident yet."]);
        const { total, pages, counts, first, forms, most, needed, broad } = await engine.find(words, only, order);
        if (late()) return;
        tell(counts);
        const isAsked = words.trim() || order || Object.keys(only).length > 0;
        if (!isAsked) return show([], 0, [`Searches all that was written of ${count(all, known.pages)}.`]);
        const items = (await first(limit)).map((found, at) => option(known, found, forms, `search-${place}-${at}`));
        if (late()) return;
        const none = Object.keys(only).length > 0 ? "Nothing matches within this choice." : broad ? "Nothing yet: many words begin so." : "Nothing matches.";
        const some = `Nothing has ${needed === 2 ? "both" : `all ${needed}`} words; ${count(total, pages)} ${total === 1 ? "has" : "have"} ${most} of them`;
        show(items, total, [total === 0 ? none : most < needed ? some : count(total, pages)]);
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
  const place = document.querySelector("[data-search-page]");
  const onPage = place && box("page", new URLSearchParams(location.search), () => {});
  if (onPage) {
    place.append(onPage.element);
    onPage.field.focus();
    onPage.field.setSelectionRange(onPage.field.value.length, onPage.field.value.length);
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
