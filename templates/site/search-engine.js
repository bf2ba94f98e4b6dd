// Finds incidents and pages by their words, in the files that the build puts under `search/`: `src/site/search_index.rs` tells of them.
// `load` gets what the file of a name holds.
"use strict";
incidentSearch("engine", (load) => {
  const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  const digit = Object.fromEntries([...digits].map((character, value) => [character, value]));
  const steps = [0.2, 0.36, 0.54, 0.72, 1.0, 1.7, 2.1, 2.5]; // how much a word says of a document, by its step
  const inTitle = 5; // from this step on it stands in the title
  const longest = 32; // characters of a word that are kept
  const files = 4; // how many files of words, or of one word's documents, a beginning is worth
  const nearest = 8; // among so many of the best, those come first that have the words side by side
  const facets = ["log", "severity", "service", "status", "tag", "year"];

  // Words are taken apart as src/site/search_index/words.rs does.
  const letter = "\\p{Alphabetic}\\p{N}\\p{M}";
  const runs = new RegExp(`[${letter}._-]+`, "gu");
  const word = new RegExp(`([${letter}]+)`, "u");
  const unspaced = /([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+)/u;
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase()
    .replaceAll("ß", "ss").replaceAll("ς", "σ");
  const cut = (text) => [...text].slice(0, longest).join("");

  // What is looked for: words that each answer should have, and identifiers as a whole, which it is better to have.
  const wanted = (text) => {
    const found = new Map();
    const add = (name, needed, open = false) => name && found.set(name, { name, needed: needed || found.get(name)?.needed, open });
    const folded = fold(text);
    for (const { 0: run, index } of folded.matchAll(runs)) {
      const parts = run.split(/[._-]+/).filter(Boolean);
      const last = index + run.length === folded.length ? parts.length - 1 : -1;
      for (const [at, part] of parts.entries()) {
        for (const stretch of part.split(unspaced).filter(Boolean)) {
          const characters = [...stretch];
          if (!unspaced.test(stretch)) add(cut(stretch), true, at === last);
          else if (characters.length === 1) add(stretch, true, true);
          else characters.slice(1).forEach((second, before) => add(characters[before] + second, true));
        }
      }
      const whole = run.replace(/^[._-]+|[._-]+$/g, "");
      if (/[._]/.test(whole) && parts.length > 1) add(cut(whole), false);
    }
    return [...found.values()];
  };

  const plain = (text) => {
    const all = [];
    let number = 0;
    for (const character of text) {
      number = number * 32 + (digit[character] & 31);
      if (digit[character] < 32) {
        all.push(number);
        number = 0;
      }
    }
    return all;
  };
  // Numbers that are written as how much greater each is than the one before.
  const numbers = (text) => {
    let last = 0;
    return plain(text).map((number) => (last += number));
  };

  const kept = new Map();
  const once = (name, read) => kept.get(name) ?? kept.set(name, load(name).then(read).catch((error) => {
    kept.delete(name);
    throw error;
  })).get(name);
  const directory = () => once("words", ({ documents, beginnings }) => ({ documents, beginnings: new Set(beginnings) }));
  const fileName = (text) => text.replace(/[^a-z0-9]/gu, (character) => `_${character.codePointAt(0).toString(16)}_`);

  // The stems of a file of words: the words of each, and where they stand.
  const stems = (beginning) => once(`w-${fileName(beginning)}`, (text) => {
    let last = "";
    return text.split(";").map((entry) => {
      const [words, where] = entry.split(" ");
      const all = words.split(",").map((name) => (last = last.slice(0, digit[name[0]]) + name.slice(1)));
      const [beside, many] = where.split("*");
      return { words: all, beside, many: Number(many ?? 0) };
    });
  });
  // The documents that have a word of a stem, each with the step of how much it says; or those that have it in the title,
  // where the others are many.
  const documents = async ({ words, beside, many }, whole = true) => {
    const apart = many && whole ? await once(`p-${fileName(words[0])}`, numbers) : [];
    return new Map([...numbers(beside), ...apart].map((posting) => [Math.floor(posting / steps.length), posting % steps.length]));
  };

  // A word that nobody wrote stands for one that differs in its ending.
  const ending = /^(|e|s|es|ed|d|y|ies|ied|ing|ings|er|ers|ion|ions|ly|al|able|ment|ments)$/;
  const alike = (all, name) => {
    let best;
    for (const stem of all) {
      for (const other of stem.words) {
        let shared = 0;
        while (shared < name.length && name[shared] === other[shared]) shared += 1;
        const fits = shared > 3 && ending.test(name.slice(shared)) && ending.test(other.slice(shared));
        if (fits && shared > (best?.shared ?? 0)) best = { shared, stem };
      }
    }
    return best?.stem;
  };

  // The stems that something looked for stands for: its own, and where it may go on, those that begin so.
  const meaning = async ({ name, needed, open }) => {
    const { beginnings } = await directory();
    let own = name;
    while (own && !beginnings.has(own)) own = own.slice(0, -1);
    const near = beginnings.has(own) ? await stems(own) : [];
    let exact = near.find(({ words }) => words.includes(name));
    const goesOn = open && !(exact && /^\p{N}+$/u.test(name)); // a whole number is whole
    if (!needed || (exact && !goesOn)) return { exact, begun: [], broad: false };
    const further = [...beginnings].filter((beginning) => beginning !== own && beginning.startsWith(name));
    const broad = further.length >= files;
    const all = broad ? near : (await Promise.all([near, ...further.map(stems)])).flat();
    const begun = [...new Map(all.map((stem) => [stem.words[0], stem])).values()]
      .filter((stem) => stem.words[0] !== exact?.words[0] && stem.words.some((other) => other.startsWith(name)));
    if (!exact && begun.length === 0) exact = alike(near, name);
    return { exact, begun, broad };
  };

  // What one word makes of each document that has it: more where few have it, and in the title where few have it there.
  const weighed = async ({ exact, begun, common }, count) => {
    const rare = (many) => Math.log(1 + (count - many + 0.5) / (many + 0.5));
    const scores = new Map();
    const add = (found, factor) => {
      const all = new Map(found.flatMap((one) => [...one]));
      const titles = [...all.values()].filter((step) => step >= inTitle).length;
      const [text, title] = [rare(common ? count : all.size) * factor, rare(titles) * factor];
      for (const [key, step] of all) scores.set(key, Math.max(scores.get(key) ?? 0, steps[step] * (step < inTitle ? text : title)));
    };
    const large = begun.filter(({ many }) => many);
    add(await Promise.all(begun.map((stem) => documents(stem, large.length < files))), exact ? 0.4 : 0.8);
    if (exact) add([await documents(exact, !common)], 1);
    return scores;
  };

  // All documents that have all the words; where none has, those that have most.
  const match = async (terms) => {
    const { documents: count } = await directory();
    const means = await Promise.all(terms.map(meaning));
    let all = terms.map((term, at) => ({ ...term, ...means[at] }));
    // What half of the documents have tells nothing beside another word, unless it stands in the title.
    const common = ({ exact }) => exact?.many > count / 2;
    if (all.some((term) => term.needed && !common(term))) {
      all = all.map((term) => (common(term) ? { ...term, begun: [], common: true, needed: false } : term));
    }
    const needed = all.filter((term) => term.needed);
    const [scores, having] = [new Map(), new Map()];
    const weights = await Promise.all(all.map((term) => weighed(term, count)));
    for (const [at, found] of weights.entries()) {
      for (const [key, score] of found) {
        scores.set(key, (scores.get(key) ?? 0) + score);
        if (all[at].needed) having.set(key, (having.get(key) ?? 0) + 1);
      }
    }
    let most = 0;
    for (const number of having.values()) most = Math.max(most, number);
    const keys = [...having].filter(([, number]) => number === most).map(([key]) => key);
    const forms = new Set(all.flatMap(({ name, exact, begun }) => [
      name, ...(exact?.words ?? []), ...begun.flatMap(({ words }) => words.filter((other) => other.startsWith(name)))]));
    return { keys, scores, forms, most, needed: needed.length, broad: means.some(({ broad }) => broad) };
  };

  // The documents of each value of each facet, and those that are pages.
  const choices = () => once("choices", (data) => {
    const keys = numbers(data.keys);
    const values = (pairs) => new Map(pairs.map(([value, places]) => [value, numbers(places).map((place) => keys[place])]));
    const pages = new Set(numbers(data.pages ?? "").map((place) => keys[place]));
    return { keys, pages, ...Object.fromEntries(facets.map((name) => [name, values(data[name] ?? [])])) };
  });
  // What is left of documents where only some are wanted, and of each facet how many have each value beside the other choices.
  const within = async (keys, only) => {
    const known = await choices();
    const sets = facets.map((name) => only[name] && new Set(known[name].get(only[name])));
    const fits = (key, but) => sets.every((set, at) => !set || at === but || set.has(key));
    const counts = facets.map((name, at) => {
      const rest = new Set((keys ?? known.keys).filter((key) => fits(key, at)));
      return [name, new Map([...known[name]].map(([value, all]) => [value, all.filter((key) => rest.has(key)).length]))];
    });
    return { keys: (keys ?? known.keys).filter((key) => fits(key)), counts: Object.fromEntries(counts) };
  };

  // What each order goes by, of a document's key: the greatest comes first, and last what has nothing to go by.
  const minutes = () => once("lasted", ({ over, on = [] }) => {
    const all = plain(over);
    for (const [place, since] of on) all[place] = Math.max(1, Math.floor(Date.now() / 60000 - since / 60));
    return all;
  });
  const measures = {
    desc: () => (key) => key,
    asc: () => (key) => -key,
    worst: async () => {
      const [{ severity }, known] = await Promise.all([once("facets", (data) => data), choices()]);
      const ranks = new Map(severity.flatMap(({ value }, rank) => (known.severity.get(value) ?? []).map((key) => [key, severity.length - rank])));
      return (key) => ranks.get(key) ?? 0;
    },
    longest: async () => {
      const [{ keys }, all] = await Promise.all([choices(), minutes()]);
      const lasted = new Map(keys.map((key, place) => [key, all[place]]));
      return (key) => lasted.get(key) ?? 0;
    },
  };

  // Finds the documents that have words and choices; `order` is one of the measures, or empty. An answer has how many there
  // are, how many of them are pages, which have nothing to be ordered by and so come last, and shows the first of them.
  const find = async (text, only, order) => {
    const terms = wanted(text);
    const matched = terms.length > 0 ? await match(terms) : { keys: text.trim() ? [] : undefined, forms: new Set(), most: 0, needed: 0 };
    const { keys, counts } = await within(matched.keys, only);
    const score = (key) => matched.scores?.get(key) ?? 0;
    const { pages } = await choices();
    const measure = await measures[order]?.();
    keys.sort((a, b) => (measure ? pages.has(a) - pages.has(b) || measure(b) - measure(a) : score(b) - score(a)) || b - a);
    const phrase = ` ${words(text).join(" ")} `;
    const side = ({ title, text: body }) => [[title, 1.25], [body, 1.1]].find(([of]) => ` ${words(of).join(" ")} `.includes(phrase))?.[1] ?? 1;
    const first = async (limit) => {
      const shown = async (key) => ({ key, document: await once(`d/${key}`, (document) => document).catch(() => undefined) });
      let all = await Promise.all(keys.slice(0, Math.max(limit, terms.length > 1 && !order ? nearest : 0)).map(shown));
      all = all.filter(({ document }) => document);
      if (terms.length > 1 && !order) {
        const near = all.splice(0, nearest).map((it) => ({ ...it, score: score(it.key) * side(it.document) }));
        all.unshift(...near.sort((a, b) => b.score - a.score || b.key - a.key));
      }
      return all.slice(0, limit).map(({ document }) => document);
    };
    return { ...matched, total: keys.length, pages: keys.filter((key) => pages.has(key)).length, counts, first };
  };
  const words = (text) => fold(text).split(word).filter((_, at) => at % 2 === 1);

  // A text in pieces, each with whether it is one of the words that were found.
  const marks = (text, forms) => text.split(word).flatMap((piece, at) => {
    if (at % 2 === 0) return [[piece, false]];
    if (forms.has(cut(fold(piece)))) return [[piece, true]];
    if (!unspaced.test(piece)) return [[piece, false]];
    const characters = [...piece];
    const pair = (place) => forms.has(fold(`${characters[place] ?? ""}${characters[place + 1] ?? ""}`));
    return characters.map((character, place) => [character, pair(place) || (place > 0 && pair(place - 1))]);
  });
  // The stretch of a text that has most of the words.
  const passage = (text, forms, [before, length] = [60, 220]) => {
    const pieces = marks(text, forms);
    const starts = [];
    pieces.reduce((start, [piece]) => (starts.push(start), start + piece.length), 0);
    const hits = pieces.map(([piece, hit], at) => hit && [starts[at], fold(piece)]).filter(Boolean);
    const worth = (from) => new Set(hits.filter(([at]) => at >= from && at < from + length - before).map(([, name]) => name)).size;
    let [best, most] = [0, 0];
    for (const [at] of hits) {
      const here = worth(at);
      if (here > most) [best, most] = [at, here];
    }
    const from = best <= before ? 0 : best - before;
    const shown = pieces.filter((_, at) => starts[at] >= from && starts[at] < from + length);
    if (from > 0 && !word.test(shown[0]?.[0])) shown.shift();
    const end = from + length < text.length;
    return [...(from > 0 ? [["…", false]] : []), ...shown, ...(end ? [["…", false]] : [])];
  };

  return { find, marks, passage, prepare: () => Promise.all([directory(), choices()]) };
});
