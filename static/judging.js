// The page of a judgement: its form, a draft that survives a reload, and news from the debate.
// The page works without this script; with it, new rounds appear by themselves.

import { linkShares } from './probability.js';
import { countWords } from './words.js';

const POLL = 5_000; // ms between looks while there is no socket
const CALM = 20_000; // ... and while there is one: a notice can be lost
const live = () => document.getElementById('live');
const form = () => live().querySelector('form.answer');
let changed = false;

// Drafts: in this tab only, until the answer is submitted.

const key = (turn) => `moot-draft-${turn}`;
const kept = (f) => [...f.elements].filter((e) => e.name && e.type !== 'hidden');

function keep(f) {
  const values = kept(f).map((e) => [e.name, e.type === 'checkbox' || e.type === 'radio' ? e.checked : e.value, e.value]);
  sessionStorage.setItem(key(f.dataset.turn), JSON.stringify(values));
}

function restore(f) {
  const draft = sessionStorage.getItem(key(f.dataset.turn));
  if (!draft || f.querySelector('.notice.error')) return;
  for (const [name, value, which] of JSON.parse(draft)) {
    const field = kept(f).find((e) => e.name === name && (typeof value !== 'boolean' || e.value === which));
    if (field && typeof value === 'boolean') field.checked = value;
    else if (field) field.value = value;
  }
}

function begin() {
  const f = form();
  changed = false;
  if (!f) return;
  restore(f);
  f.querySelectorAll('.shares').forEach(linkShares);
  f.querySelectorAll('.speech-field').forEach(countWords);
  const touch = () => { changed = true; keep(f); };
  f.addEventListener('input', touch);
  f.addEventListener('change', touch);
  f.addEventListener('submit', () => {
    // Later than this event, else the button's own submission would be cancelled.
    setTimeout(() => { f.querySelector('button').disabled = true; });
  });
}

// A page that comes back from the browser's memory has its button disabled still.
addEventListener('pageshow', () => { const b = form()?.querySelector('button'); if (b) b.disabled = false; });

// News: a notice says that there is some, the page fetches what it is.

function announce(text) { document.getElementById('announce').textContent = text; }

function note(text) {
  if (document.getElementById('note')) return;
  const line = Object.assign(document.createElement('p'), { id: 'note', className: 'notice warn', textContent: `${text} ` });
  const again = Object.assign(document.createElement('a'), { href: location.pathname, textContent: 'Load the page again' });
  line.append(again);
  document.getElementById('now').prepend(line);
  announce(text);
}

const SAID = {
  asked: 'A new round has come.',
  waiting: 'Your answer is in. The next round is being argued.',
  over: 'This debate is over. Thank you.',
  stopped: 'This debate has ended early.',
};

function swap(html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html').getElementById('live');
  const focused = live().contains(document.activeElement);
  live().replaceWith(fresh);
  begin();
  announce(SAID[fresh.dataset.state]);
  if (focused) document.getElementById('now').focus();
}

const ended = () => ['over', 'stopped'].includes(live().dataset.state);
let looking = false;
let missed = false;

async function look() {
  if (ended()) return;
  // News that comes during a look may be news of what that look did not see yet.
  if (looking) { missed = true; return; }
  looking = true;
  missed = false;
  try {
    const { news, cursor } = live().dataset;
    const response = await fetch(`${news}?after=${encodeURIComponent(cursor)}`, { credentials: 'same-origin' });
    if (response.redirected || response.status === 403) note('You are signed out. Open your invitation link in another tab; what you typed is kept here.');
    else if (response.status === 200) {
      const html = await response.text();
      // What is being typed is never thrown away.
      if (changed && form()) note('This was answered in another tab, or its time is over.');
      else swap(html);
    }
  } catch { /* The network is away for a moment; the next look comes. */
  } finally { looking = false; }
  if (missed) look();
}

let socket;
function connect(pause = 1_000) {
  const address = new URL(live().dataset.socket, location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  socket = new WebSocket(address);
  socket.addEventListener('open', () => { pause = 1_000; look(); });
  socket.addEventListener('message', look);
  socket.addEventListener('close', () => setTimeout(connect, pause, Math.min(pause * 2, 60_000)));
}

let last = Date.now();
setInterval(() => {
  const wait = socket?.readyState === WebSocket.OPEN ? CALM : POLL;
  if (Date.now() - last < wait) return;
  last = Date.now();
  look();
}, 1_000);

begin();
// Drafts of what is submitted by now have done their work.
for (const name of Object.keys(sessionStorage)) {
  if (name.startsWith('moot-draft-') && name !== key(form()?.dataset.turn)) sessionStorage.removeItem(name);
}
if (!ended()) connect();
