// Keeps an experiment's page up to date: a notice over the socket, or the clock, has the page fetch its news. What is
// shown, and how fresh it is, always stands at the top.
"use strict";

const LEAST = 2000; // ms between two fetches, however many notices come
const POLL = 10000; // ms; a notice can be lost, and there may be no socket at all
const news = document.getElementById("news");
const heard = document.getElementById("heard");
const pulse = document.getElementById("pulse");
let last = 0;
let due = null;
let shown = "";
let socket = null;
let asOf = new Date();
let trouble = "";
let pressed = false;

const live = () => news.querySelector("[data-live]") !== null;
const status = () => news.querySelector(".badge").textContent;

function ask() {
  if (due === null) due = setTimeout(refresh, Math.max(0, last + LEAST - Date.now()));
}

async function refresh() {
  due = null;
  last = Date.now();
  if (document.hidden) return;
  const reply = await fetch(news.dataset.news, { redirect: "manual" }).catch(() => null);
  if (reply && reply.ok) {
    show(await reply.text());
    asOf = new Date();
    tell("");
  } else if (reply && reply.type === "opaqueredirect") {
    tell("You were signed out: sign in again and reload.");
  } else {
    tell("No answer from Moot, it is asked again.");
  }
}

// How fresh the page is, in words; a change for the worse, or back, is said to screen readers too.
function tell(said) {
  const time = asOf.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const open = socket !== null && socket.readyState === WebSocket.OPEN;
  const how = !live() ? "" : open ? "Live. " : `Asked every ${POLL / 1000} s. `;
  pulse.dataset.state = said ? "away" : !live() ? "" : open ? "live" : "poll";
  pulse.textContent = `${said ? `${said} ` : how}Shown as of ${time}`;
  if (said !== trouble) heard.textContent = said || "Moot answers again.";
  trouble = said;
}

// Parts that have not changed stay as they are: nothing moves under a finger, and what is open stays open.
function show(html) {
  // The token of a form is written anew each time; it is no news.
  const words = html.replace(/ value="[^"]{64}"/g, "");
  if (words === shown) return;
  if (pressed) return void ask();
  const before = status();
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const ids = (parent) => [...parent.children].map((part) => part.id).join();
  let held = false;
  if (ids(fresh) === ids(news)) {
    for (const part of [...fresh.children]) held = swap(document.getElementById(part.id), part) || held;
  } else if (typing(news)) {
    held = true;
  } else {
    keepingFocus(() => news.replaceChildren(...fresh.children));
  }
  shown = held ? "" : words;
  if (status() !== before) heard.textContent = `The experiment is ${status()}.`;
}

// Whether a part that has changed was left as it is, since somebody writes in it.
function swap(old, part) {
  const plain = (element) => element.innerHTML.replace(/ value="[^"]{64}"/g, "");
  if (plain(old) === plain(part) && old.dataset.live === part.dataset.live) return false;
  if (typing(old)) return true;
  keepingFocus(() => old.replaceWith(part));
  return false;
}

// What is being typed is never thrown away.
function typing(part) {
  const fields = [...part.querySelectorAll("textarea, input:not([type=hidden]), select")];
  return fields.some((field) => field === document.activeElement || ("defaultValue" in field && field.value !== field.defaultValue));
}

function keepingFocus(change) {
  const focus = place(document.activeElement);
  change();
  if (focus) news.querySelector(focus)?.focus({ preventScroll: true });
}

// A selector that finds what had the focus in the new page too.
function place(element) {
  if (!news.contains(element)) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.form) return `form[action="${element.form.getAttribute("action")}"] button`;
  const name = element.hasAttribute("href") ? "href" : "aria-label";
  return `[${name}="${CSS.escape(element.getAttribute(name))}"]`;
}

// A socket that opens anew asks for what was missed meanwhile.
function listen() {
  const address = new URL(news.dataset.socket, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  socket.onmessage = ({ data }) => setTimeout(ask, JSON.parse(data).wait ?? 0);
  socket.onopen = ask;
  socket.onclose = () => {
    tell(trouble);
    setTimeout(() => live() && listen(), POLL * (0.5 + Math.random()));
  };
}

if (live() && news.dataset.socket) listen();
tell("");
setInterval(() => live() && ask(), POLL);
document.addEventListener("visibilitychange", () => live() && ask());
addEventListener("online", () => live() && ask());
addEventListener("pointerdown", () => (pressed = true));
for (const over of ["pointerup", "pointercancel", "blur"]) addEventListener(over, () => (pressed = false));
