// Keeps an experiment's page up to date: a notice over the socket, or the clock, has the page fetch its news.
"use strict";

const LEAST = 2000; // ms between two fetches, however many notices come
const POLL = 10000; // ms; a notice can be lost, and there may be no socket at all
const news = document.getElementById("news");
const heard = document.getElementById("heard");
let last = 0;
let due = null;
let shown = "";

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
  if (reply && reply.ok) show(await reply.text());
}

function show(html) {
  // The token of a form is written anew each time; it is no news.
  const words = html.replace(/ value="[^"]{64}"/g, "");
  if (words === shown) return;
  const [before, focus] = [status(), place(document.activeElement)];
  const open = [...news.querySelectorAll("details[open]")].map((details) => details.id);
  news.innerHTML = html;
  shown = words;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focus) news.querySelector(focus)?.focus({ preventScroll: true });
  if (status() !== before) heard.textContent = `The experiment is ${status()}.`;
}

// A selector that finds what had the focus in the new page too.
function place(element) {
  if (!news.contains(element)) return null;
  if (element.matches("summary")) return `#${element.parentElement.id} > summary`;
  if (element.form) return `form[action="${element.form.getAttribute("action")}"] button`;
  const name = element.hasAttribute("href") ? "href" : "aria-label";
  return `[${name}="${CSS.escape(element.getAttribute(name))}"]`;
}

function listen() {
  const address = new URL(news.dataset.socket, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = new WebSocket(address);
  socket.onmessage = ask;
  socket.onclose = () => setTimeout(() => live() && listen(), POLL);
}

if (live()) listen();
setInterval(() => live() && ask(), POLL);
document.addEventListener("visibilitychange", () => live() && ask());
