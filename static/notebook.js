// Notes beside the page, kept on the server a moment after one has stopped typing; what isn't there yet is said to be.

const REST = 800; // ms without a change before it is sent
const FIRST_RETRY = 2_000;
const LAST_RETRY = 30_000;
const PATIENCE = 15_000;
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

const notes = document.getElementById('notes');
const form = notes.querySelector('form');
const area = form.elements.scratch;
const line = notes.querySelector('.kept');
let changes = 0;
let sent = 0;
let wait = FIRST_RETRY;
let timer;
let busy = false;

export function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;
}

function say(state, at = new Date()) {
  const time = at.toLocaleTimeString(document.documentElement.lang, CLOCK);
  const text = state ? line.dataset[state].replace('{time}', time) : '';
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle('unsaved', ['failed', 'refused'].includes(state));
}

// What the server keeps by now; null = it could not be kept. Words that tell why come from the server.
export async function change(body, keepalive = false) {
  try {
    const response = await fetch(notes.dataset.notebook, {
      method: 'POST', body: JSON.stringify(body), redirect: 'manual', keepalive, signal: AbortSignal.timeout(PATIENCE),
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token() },
    });
    if (response.ok) {
      const kept = await response.json();
      if (!('scratch' in body) && changes === sent) say('saved', new Date(kept.saved_at));
      return kept;
    }
    if (response.status === 400) { say('refused'); return { refused: true }; }
  } catch { /* Away for a moment. */ }
  say('failed');
  return null;
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(() => save(), pause);
}

async function save(leaving = false) {
  clearTimeout(timer);
  if (busy && !leaving) return;
  busy = true;
  const now = changes;
  const kept = await change({ scratch: area.value }, leaving && area.value.length < 15_000);
  busy = false;
  if (kept?.refused) return;
  if (kept) {
    sent = Math.max(sent, now);
    wait = FIRST_RETRY;
    if (sent === changes) say('saved', new Date(kept.saved_at));
    else later(REST);
  } else {
    later(wait);
    wait = Math.min(2 * wait, LAST_RETRY);
  }
}

area.addEventListener('input', () => {
  changes += 1;
  say('unsaved');
  later(REST);
});
form.addEventListener('submit', (event) => { event.preventDefault(); save(); });
form.querySelector('button').hidden = true;
for (const [target, type] of [[window, 'pagehide'], [document, 'visibilitychange']]) {
  target.addEventListener(type, () => { if (changes > sent && (type === 'pagehide' || document.hidden)) save(true); });
}
addEventListener('online', () => { if (changes > sent) save(); });
notes.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !notes.open) return;
  notes.open = false;
  notes.querySelector('summary').focus();
});
if (line.dataset.at) say('saved', new Date(line.dataset.at));
