// How well the search of a built site finds, and what a browser loads for it:
//     node benches/search_answers.mjs SITE [SEED]
// 200 searches with known answers: words of a title of which at most three incidents have all, and a rare word of a text
// with one that is not common. Each is counted by whether its incident is first, or among the first five.
import { readFileSync, readdirSync } from "node:fs";
import { runInThisContext } from "node:vm";
import { gzipSync } from "node:zlib";

const [, , site, seed = "1"] = process.argv;
const weight = (bytes) => gzipSync(bytes, { level: 9 }).length;
const read = (file) => {
  let data;
  globalThis.incidentSearch = (name, it) => (data = it);
  const bytes = readFileSync(`${site}/${file}`);
  runInThisContext(bytes.toString());
  return { data, weight: weight(bytes) };
};
let loaded = 0;
const load = async (name) => {
  const { data, weight } = read(`search/${name}.js`);
  loaded += weight;
  return data;
};
const first = ["search.js", "search-engine.js", "search/facets.js"].reduce((sum, file) => sum + weight(readFileSync(`${site}/${file}`)), 0);

let random = Number(seed);
const below = (end) => Math.floor(((random = (random * 1103515245 + 12345) % 2147483648) / 2147483648) * end);
const one = (list) => list[below(list.length)];
const wordsOf = (text) => [...new Set(text.toLowerCase().match(/[a-z0-9]+/g) ?? [])];
const incidents = readdirSync(`${site}/search/d`).map((file) => read(`search/d/${file}`).data)
  .map((incident) => ({ ...incident, inTitle: wordsOf(incident.title), all: wordsOf(`${incident.title} ${incident.text}`) }));
const having = new Map();
for (const word of incidents.flatMap(({ all }) => all)) having.set(word, (having.get(word) ?? 0) + 1);

const searches = { titles: [], "rare words": [] };
while (searches.titles.length < 100) {
  const { address, inTitle } = one(incidents);
  const words = inTitle.filter((word) => word.length > 2 && below(3) > 0).slice(0, 4);
  const those = incidents.filter((other) => words.every((word) => other.inTitle.includes(word)));
  if (words.length > 1 && those.length <= 3) searches.titles.push({ words: words.join(" "), address });
}
while (searches["rare words"].length < 100) {
  const { address, all } = one(incidents);
  const fitting = (most) => all.filter((word) => word.length > 3 && having.get(word) <= most);
  const words = new Set([one(fitting(Math.max(3, incidents.length / 500))), one(fitting(incidents.length / 4))]);
  if (!words.has(undefined) && words.size === 2) searches["rare words"].push({ words: [...words].join(" "), address });
}

const makeEngine = read("search-engine.js").data;
const answer = async (engine, { words, address }) => {
  loaded = 0;
  const found = await (await engine.find(words, {}, "")).first(8);
  return { place: found.findIndex((it) => it.address === address), loaded };
};
const engine = makeEngine(load);
for (const [kind, all] of Object.entries(searches)) {
  const places = [];
  for (const search of all) places.push((await answer(engine, search)).place);
  const within = (end) => places.filter((place) => place >= 0 && place < end).length;
  console.log(`${kind}: ${within(1)} of ${all.length} first, ${within(5)} among the first five`);
}

// What a browser loads that has nothing yet, and then for another search.
const weights = { first: [], next: [] };
for (const [at, search] of searches.titles.entries()) {
  const engine = makeEngine(load);
  weights.first.push(first + (await answer(engine, search)).loaded);
  weights.next.push((await answer(engine, searches["rare words"][at])).loaded);
}
for (const [which, all] of Object.entries(weights)) {
  all.sort((a, b) => a - b);
  console.log(`bytes loaded, packed, for the ${which} answer: ${all[all.length >> 1]} (median), ${all[Math.floor(all.length * 0.9)]} (nine of ten), ${all.at(-1)} (most)`);
}
console.log(`of the first ${first} for scripts and facets`);
