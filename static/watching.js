// Tells the study how one judges: what was moved, seen or left, and when; never words. It is sent now and then, and
// nothing waits for it: what can't be sent is forgotten.

import { onAway } from './away.js';
import { token } from './notebook.js';

const EVERY = 10_000; // ms
const MOST = 100; // in one request, as the server takes them
const SLIDERS = 250; // ms between two samples of one slider
const address = document.getElementById('notes').dataset.events;
const seen = new Set();
const sampled = new Map();
let waiting = [];

const turn = () => document.querySelector('#live form.answer')?.dataset.turn ?? '';

function note(kind, data = {}) {
  if (waiting.length < 5 * MOST) waiting.push({ kind, at: performance.now(), turn: turn(), ...data });
}

function send(keepalive = false) {
  while (waiting.length) {
    // Those of one turn together.
    const first = waiting[0].turn;
    const other = waiting.findIndex((one) => one.turn !== first);
    const part = waiting.splice(0, Math.min(MOST, other < 0 ? waiting.length : other));
    const events = part.map(({ at, turn: _, ...one }) => ({ ...one, ago: Math.max(0, Math.round(performance.now() - at)) }));
    fetch(address, {
      method: 'POST', keepalive, redirect: 'manual', priority: 'low', body: JSON.stringify({ turn: first, events }),
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token() },
    }).catch(() => { /* It is no loss that anybody waits for. */ });
  }
}

// At most one sample in SLIDERS, and always where it came to rest.
function slid(option, value) {
  const before = sampled.get(option) ?? { at: -Infinity };
  clearTimeout(before.timer);
  const sample = () => { sampled.set(option, { at: performance.now() }); note('slider', { option, value }); };
  const wait = before.at + SLIDERS - performance.now();
  if (wait <= 0) sample();
  else sampled.set(option, { at: before.at, timer: setTimeout(sample, wait) });
}

document.addEventListener('input', ({ target }) => {
  const share = target.closest('.share');
  const value = Number(target.value);
  if (share && target.value !== '' && value >= 0 && value <= 100) slid(share.dataset.letter, value);
});
document.addEventListener('paste', ({ target, clipboardData }) => {
  if (target.closest?.('form.answer')) note('paste', { length: clipboardData?.getData('text').length ?? 0 });
});
addEventListener('blur', () => note('focus lost'));
addEventListener('focus', () => note('focus gained'));
document.addEventListener('visibilitychange', () => {
  note(document.hidden ? 'page hidden' : 'page shown');
  if (document.hidden) send(true);
});
addEventListener('pagehide', () => send(true));
onAway((state) => note(state === 'away' ? 'away' : 'back'));

const sight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    const speech = Number(target.id.replace('speech-', ''));
    if (!isIntersecting || seen.has(speech)) continue;
    seen.add(speech);
    note('speech seen', { speech });
  }
}, { threshold: [0, 0.5], rootMargin: '0px 0px -25% 0px' });

function begin() { for (const speech of document.querySelectorAll('.speech[id]')) sight.observe(speech); }

new MutationObserver(begin).observe(document.getElementById('main'), { childList: true });
begin();
setInterval(send, EVERY);
