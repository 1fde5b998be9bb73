// What is selected in the passage or in a speech: a few buttons beside it say what can be done with it. By mouse and
// touch it is selected as any text is; by keys word for word (see choosing.js).

import { highlightAt, highlight, removeHighlight } from './highlights.js';
import { field, quote, quotes } from './quoting.js';
import { Text } from './text.js';
import { count } from './words.js';

const READ = '.passage .words, .speech[id] .words';
const LEAST = 3; // words, for a quote to be looked up in the passage
const CALM = 120; // ms without a change
const box = document.getElementById('picked');
const [quoteIt, highlightIt, removeIt] = ['quote', 'highlight', 'remove'].map((name) => box.querySelector(`[data-do=${name}]`));
const short = box.querySelector('.short');
const announce = (text) => { document.getElementById('announce').textContent = text; };

let picked; // what the buttons are about
let timer;

export const rootOf = (node) => (node?.nodeType === 1 ? node : node?.parentElement)?.closest(READ) ?? null;
// A speech's number; 0 is the passage.
export const numberOf = (root) => Number(root.closest('.speech')?.id.replace('speech-', '') ?? 0);

function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const root = rootOf(range.startContainer) ?? rootOf(range.endContainer);
  if (!root) return null;
  const text = new Text(root);
  const ends = [[range.startContainer, range.startOffset], [range.endContainer, range.endOffset]];
  const [from, to] = text.grown(...ends.map(([node, at]) => text.offset(node, at)));
  return from < to ? { root, text, from, to, speech: numberOf(root) } : null;
}

// In the passage everything can be quoted; in a speech, what it quotes and was found.
function quotable({ root, text, from, to }) {
  if (!quotes()) return '';
  const range = text.range(from, to);
  const common = range?.commonAncestorContainer;
  const within = (common?.nodeType === 1 ? common : common?.parentElement)?.closest('q.verified');
  return root.closest('.passage') || within ? text.said(from, to) : '';
}

export function show() {
  clearTimeout(timer);
  if (box.contains(document.activeElement)) return;
  const now = selected();
  // A click takes away what was selected, and may be one on a highlight.
  if (!now && picked?.clicked) return;
  picked = now;
  if (!picked) { box.hidden = true; return; }
  const words = quotable(picked);
  const enough = count(words) >= LEAST;
  quoteIt.hidden = !enough;
  short.hidden = !words || enough;
  highlightIt.hidden = false;
  removeIt.hidden = true;
  place(picked.text.range(picked.from, picked.to));
}

// Below the end of what is selected, since a phone's own menu stands above it.
function place(range) {
  const rects = range?.getClientRects();
  const last = rects?.[rects.length - 1];
  if (!last) { box.hidden = true; return; }
  box.hidden = false;
  const widest = document.documentElement.clientWidth - box.offsetWidth - 8;
  const left = Math.max(8, Math.min(last.right - box.offsetWidth / 2, widest));
  box.style.setProperty('--x', `${left + scrollX}px`);
  box.style.setProperty('--y', `${last.bottom + scrollY + 8}px`);
}

function done(text) {
  box.hidden = true;
  picked = null;
  getSelection().removeAllRanges();
  announce(text);
}

const ACTS = {
  quote() {
    if (!picked || !quote(quotable(picked))) return;
    done(box.dataset.quoted);
    // Where a keyboard comes up over the page, the reader goes on reading.
    if (matchMedia('(pointer: fine)').matches) field().focus({ preventScroll: matchMedia('(min-width: 70rem)').matches });
  },
  highlight() {
    if (!picked) return;
    const { root } = picked;
    highlight(picked);
    done(box.dataset.highlighted);
    (root.closest('.speech') ?? root).focus({ preventScroll: true });
  },
  remove() {
    removeHighlight(picked);
    done(box.dataset.removed);
  },
};

// A press must not take the selection away before it is done.
box.addEventListener('pointerdown', (event) => event.preventDefault());
box.addEventListener('click', ({ target }) => {
  if (!picked?.clicked) picked = selected() ?? picked;
  ACTS[target.closest('[data-do]')?.dataset.do]?.();
});
box.addEventListener('keydown', (event) => { if (event.key === 'Escape') { event.stopPropagation(); done(''); } });
box.addEventListener('focusout', () => setTimeout(show, CALM));

document.addEventListener('selectionchange', () => {
  clearTimeout(timer);
  timer = setTimeout(show, CALM);
});
addEventListener('resize', () => { if (!box.hidden && picked) place(picked.text.range(picked.from, picked.to)); });

document.addEventListener('pointerdown', ({ target }) => {
  if (!picked?.clicked || box.contains(target)) return;
  picked = null;
  box.hidden = true;
});

// A click on a highlight offers to remove it.
document.addEventListener('click', (event) => {
  const root = rootOf(event.target);
  if (!root || event.target.closest('a, button') || !getSelection().isCollapsed) return;
  const text = new Text(root);
  const found = highlightAt(numberOf(root), text, event.clientX, event.clientY);
  if (!found) return;
  picked = { ...found, root, text, clicked: true };
  [quoteIt.hidden, short.hidden, highlightIt.hidden, removeIt.hidden] = [true, true, true, false];
  place(text.range(found.from, found.to));
});
