// News from the debate: a notice says that there is some, the page fetches what it is. Without a socket it looks itself.

import { onAway, presence } from './away.js';

const POLL = 5_000; // ms between looks while there is no socket
const CALM = 20_000; // ... and while there is one: a notice can be lost
const live = () => document.getElementById('live');
const ended = () => ['over', 'left', 'stopped', 'withdrawn'].includes(live().dataset.state);
const status = () => document.getElementById('announce');

let begin; // what to do with a part of the page that has come
let typing; // whether something stands in its form that isn't to be thrown away
let socket;
let looking = false;
let missed = false;
let last = Date.now();

function note(name) {
  const text = status().dataset[name];
  if (document.getElementById('note')) return;
  const line = Object.assign(document.createElement('p'), { id: 'note', className: 'notice warn', textContent: `${text} ` });
  line.append(Object.assign(document.createElement('a'), { href: location.pathname, textContent: status().dataset.again }));
  document.getElementById('now').prepend(line);
  status().textContent = text;
}

export function swap(html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html').getElementById('live');
  const focused = live().contains(document.activeElement);
  live().replaceWith(fresh);
  begin();
  status().textContent = status().dataset[fresh.dataset.state];
  if (focused) document.getElementById('now').focus();
}

async function look() {
  if (ended()) return;
  // News that comes during a look may be news of what that look did not see yet.
  if (looking) { missed = true; return; }
  looking = true;
  missed = false;
  try {
    const { news, cursor } = live().dataset;
    const here = presence() ? `&here=${presence()}` : '';
    const response = await fetch(`${news}?after=${encodeURIComponent(cursor)}${here}`, { credentials: 'same-origin' });
    // A form that has unsaved changes says it itself.
    if (response.redirected || [403, 404].includes(response.status)) { if (!typing()) note('out'); }
    else if (response.status === 200) {
      const html = await response.text();
      // What is being typed is never thrown away.
      if (typing()) note('late');
      else swap(html);
    }
    if (response.status === 204) document.getElementById('note')?.remove();
  } catch { /* The network is away for a moment; the next look comes. */
  } finally { looking = false; }
  if (missed) look();
}

function connect(pause = 1_000) {
  const address = new URL(live().dataset.socket, location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  socket = new WebSocket(address);
  socket.addEventListener('open', () => { pause = 1_000; look(); });
  // Where many watch, each is told to wait a moment of its own, so that they don't all ask at once.
  socket.addEventListener('message', ({ data }) => setTimeout(look, JSON.parse(data).wait ?? 0));
  socket.addEventListener('close', () => setTimeout(connect, pause * (0.5 + Math.random()), Math.min(pause * 2, 60_000)));
}

export function watch(whatToBegin, whetherTyping) {
  [begin, typing] = [whatToBegin, whetherTyping];
  if (ended()) return;
  connect();
  addEventListener('online', look);
  // Whoever goes away, or is back, says so at once.
  onAway(look);
  setInterval(() => {
    const wait = socket?.readyState === WebSocket.OPEN ? CALM : POLL;
    if (Date.now() - last < wait) return;
    last = Date.now();
    look();
  }, 1_000);
}
