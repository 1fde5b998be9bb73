// Whether somebody sits before the page: after a while without a sign of life they are asked, calmly; who doesn't answer
// is away until anything moves again. It stops no clock of an answer.

const ANSWER = 60_000; // ms to say that one is there
const QUIET = 300_000; // ... after which nobody seems to sit there, where nobody is asked
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'scroll', 'touchstart', 'input'];

const dialog = document.getElementById('away');
const after = 60_000 * Number(dialog?.dataset.minutes ?? 0);
const answer = Number(dialog?.dataset.answer ?? 0) * 1_000 || ANSWER;
let last = Date.now();
let state = 'here'; // here, asked, away
let title;
const told = new Set();

// `act(state)` is called when somebody goes away or comes back.
export function onAway(act) { told.add(act); }

// What the heartbeat says: '' = nobody seems to be there.
export function presence() {
  if (state === 'away') return 'away';
  if (document.hidden) return Date.now() - last < QUIET ? 'hidden' : '';
  return after || Date.now() - last < QUIET ? 'active' : '';
}

function become(next) {
  if (next === state) return;
  const before = state;
  state = next;
  dialog.classList.toggle('gone', next === 'away');
  if (next === 'here') {
    document.title = title;
    dialog.close();
  } else {
    if (before === 'here') title = document.title;
    document.title = `${next === 'away' ? dialog.dataset.away : dialog.dataset.asks} · ${title}`;
    if (!dialog.open) dialog.showModal();
  }
  if (next === 'away' || before === 'away') told.forEach((act) => act(next));
}

// While one is asked, a mouse that was nudged is no answer; once one is away, any sign is.
function sign(event) {
  last = Date.now();
  if (state === 'away' || (state === 'asked' && event.type !== 'pointermove' && event.type !== 'scroll')) become('here');
}

function look() {
  const quiet = Date.now() - last;
  if (state === 'here' && quiet >= after && !document.hidden) {
    last = Math.max(last, Date.now() - after);
    become('asked');
  } else if (state === 'asked' && quiet >= after + answer) become('away');
}

if (dialog && after) {
  for (const type of SIGNS) addEventListener(type, sign, { passive: true });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { last = Date.now(); if (state === 'away') become('here'); } });
  // By its button, or by Escape.
  dialog.addEventListener('close', () => { last = Date.now(); become('here'); });
  setInterval(look, 1_000);
} else {
  for (const type of SIGNS) addEventListener(type, () => { last = Date.now(); }, { passive: true });
}
