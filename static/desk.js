// Keeps an experiment's page up to date: a notice over the socket, or the clock, has the page fetch its news.
"use strict";

const news = document.getElementById("news");
const LEAST = 2000; // ms between two fetches, however many notices come
const POLL = 10000; // ms; a notice can be lost, and there may be no socket at all
let last = 0;
let due = null;

function ask() {
  if (due === null) due = setTimeout(refresh, Math.max(0, last + LEAST - Date.now()));
}

async function refresh() {
  due = null;
  last = Date.now();
  if (document.hidden) return;
  const reply = await fetch(news.dataset.news, { redirect: "manual" }).catch(() => null);
  if (!reply || !reply.ok) return;
  const html = await reply.text();
  if (html !== shown && !news.contains(document.activeElement)) show(html);
}

let shown = null;

function show(html) {
  const open = [...news.querySelectorAll("details[open]")].map((details) => details.id);
  news.innerHTML = html;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  shown = html;
}

function listen() {
  const address = new URL(news.dataset.socket, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = new WebSocket(address);
  socket.onmessage = ask;
  socket.onclose = () => setTimeout(listen, POLL);
}

const live = () => news.querySelector("[data-live]") !== null;
if (live()) listen();
setInterval(() => live() && ask(), POLL);
document.addEventListener("visibilitychange", () => live() && ask());
