// The list of published debates: narrowed and searched here, with nothing asked of any server. The index of words is a
// script beside this one, fetched with the first search.
"use strict";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const AT_ONCE = 50;
const BADGES = { right: "good", wrong: "bad", tie: "bad" };
const [ID, QUESTION, NUMBER, ARM, HALF, REPEAT, STATUS, VERDICTS] = [0, 1, 2, 3, 4, 5, 6, 7];

const field = (name) => document.getElementById(name);
const fields = ["words", "arm", "outcome"];
let index, shown = 0, found = [];

// As debate/publishing/words.py cuts them.
const wordsOf = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function loaded() {
  index ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "parts/words.js";
    script.onload = () => resolve({ words: MOOT_WORDS.split(" "), pages: MOOT_PAGES.split(" ") });
    script.onerror = () => reject(new Error("The index of words, parts/words.js, can't be read."));
    document.head.append(script);
  });
  return index;
}

function* decoded(code) {
  let page = -1, number = 0, bits = 0;
  for (const digit of code) {
    const value = DIGITS.indexOf(digit);
    number += (value % 32) * 2 ** bits;
    bits += 5;
    if (value < 32) {
      page += number + 1;
      yield page;
      number = bits = 0;
    }
  }
}

// The pages that have all words; the last one may still be on its way, so its beginning is enough.
async function pagesWith(query) {
  const wanted = wordsOf(query);
  if (!wanted.length) return null;
  const { words, pages } = await loaded();
  const sets = wanted.map((word, place) => {
    const fits = place === wanted.length - 1 ? (one) => one.startsWith(word) : (one) => one === word;
    return new Set(words.flatMap((one, at) => (fits(one) ? [...decoded(pages[at])] : [])));
  });
  return sets.reduce((some, more) => some.intersection?.(more) ?? new Set([...some].filter((page) => more.has(page))));
}

function element(name, text = "", classes = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (classes) made.className = classes;
  return made;
}

function line(row) {
  const item = element("li"), about = element("div"), verdicts = element("ul");
  const link = element("a", row[QUESTION]), heading = element("h2");
  const searched = wordsOf(field("words").value);
  link.href = `debates/${row[ID]}.html${searched.length ? `#:~:text=${encodeURIComponent(searched[0])}` : ""}`;
  heading.append(link);
  const told = [MOOT.arms[row[ARM]], row[HALF] && `${row[HALF]} half`, row[REPEAT] && `repeat ${row[REPEAT] + 1}`];
  const status = row[STATUS] === "finished" ? "" : row[STATUS];
  about.append(heading, element("p", [...told, status, row[NUMBER]].filter(Boolean).join(" · "), "soft small"));
  for (const [judge, outcome, belief] of row[VERDICTS]) {
    const one = element("li");
    const sure = belief === null ? "" : `${Math.round(belief)} % for the truth · `;
    const badge = element("span", outcome, `badge ${BADGES[outcome] ?? ""}`);
    one.append(badge, element("span", sure + MOOT.judges[judge], "soft small"));
    verdicts.append(one);
  }
  item.append(about, verdicts);
  return item;
}

function more() {
  field("list").append(...found.slice(shown, shown + AT_ONCE).map(line));
  shown = Math.min(shown + AT_ONCE, found.length);
  field("more").hidden = shown === found.length;
}

async function show() {
  const [query, arm, outcome] = fields.map((name) => field(name).value);
  const pages = await pagesWith(query);
  // Typed on while the index was read: that later question is answered by its own call.
  if (query !== field("words").value) return;
  found = MOOT_DEBATES.filter(
    (row, page) =>
      (!pages || pages.has(page)) &&
      (!arm || MOOT.arms[row[ARM]] === arm) &&
      (!outcome || row[VERDICTS].some((verdict) => verdict[1] === outcome)),
  );
  field("list").replaceChildren();
  shown = 0;
  more();
  const all = MOOT_DEBATES.length.toLocaleString("en"), some = found.length.toLocaleString("en");
  field("found").textContent = found.length === MOOT_DEBATES.length ? `${all} debates` : `${some} of ${all} debates`;
}

// What is looked for stands in the address, so that going back to the list finds it as it was.
function remember() {
  const wanted = new URLSearchParams(fields.map((name) => [name, field(name).value]).filter(([, value]) => value));
  history.replaceState(null, "", `#${wanted}`);
}

function recall() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  for (const name of fields) field(name).value = wanted.get(name) ?? "";
}

function changed() {
  remember();
  show().catch((error) => (field("found").textContent = error.message));
}

const outcomes = new Set(MOOT_DEBATES.flatMap((row) => row[VERDICTS].map((verdict) => verdict[1])));
for (const outcome of [...outcomes].sort()) field("outcome").append(element("option", outcome));
recall();
changed();
for (const name of fields) field(name).addEventListener("input", changed);
field("browse").addEventListener("submit", (event) => event.preventDefault());
field("more").addEventListener("click", more);
addEventListener("hashchange", () => (recall(), changed()));
