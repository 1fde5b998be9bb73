// Highlights of one's own, in speeches and in the passage: kept on the server, drawn without a change to the page where
// the browser can, else as <mark> elements. Those of the passage have the number 0.

import { Text } from './text.js';
import { change } from './notebook.js';

const NAME = 'own';
const notes = document.getElementById('notes');
const list = document.getElementById('highlights');
let all = JSON.parse(notes.dataset.highlights);

const root = (speech) => document.querySelector(speech ? `#speech-${speech} .words` : '.passage .words');
const drawn = 'highlights' in CSS && typeof Highlight === 'function' ? new Highlight() : null;
if (drawn) CSS.highlights.set(NAME, drawn);

function clear() {
  drawn?.clear();
  for (const mark of document.querySelectorAll('mark.own')) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
}

// Each piece of text by itself, so that no element of the page is cut in two.
function wrap(range) {
  const mark = document.createElement('mark');
  mark.className = NAME;
  range.surroundContents(mark);
}

function draw() {
  clear();
  for (const one of all) {
    const where = root(one.speech);
    if (!where) continue;
    const text = new Text(where);
    for (const range of text.ranges(one.from, one.to)) {
      if (drawn) drawn.add(range);
      else wrap(range);
    }
  }
  tell();
}

// The same in words, for whoever doesn't see colours or uses keys: each leads to its place.
function tell() {
  const rows = all.filter(({ speech }) => root(speech)).map((one) => {
    const text = new Text(root(one.speech));
    const item = document.createElement('li');
    const there = Object.assign(document.createElement('a'), { textContent: text.said(one.from, one.to) });
    there.href = one.speech ? `#speech-${one.speech}` : '#passage';
    const remove = Object.assign(document.createElement('button'), { type: 'button', className: 'link', textContent: list.dataset.remove });
    remove.setAttribute('aria-label', `${list.dataset.remove}: ${there.textContent.slice(0, 80)}`);
    remove.addEventListener('click', () => { removeHighlight(one); notes.querySelector('summary').focus(); });
    item.append(there, remove);
    return item;
  });
  list.replaceChildren(...rows);
  list.parentElement.hidden = !rows.length;
}

async function keep(body, meanwhile) {
  const before = all;
  all = meanwhile;
  draw();
  const kept = await change(body);
  // What could not be kept is not shown as if it were.
  all = kept?.highlights ?? before;
  draw();
}

const plain = ({ speech, from, to }) => ({ speech, from, to });
export const highlight = (one) => keep({ add: plain(one) }, [...all, plain(one)]);
export const removeHighlight = (one) => keep({ remove: plain(one) }, all.filter((other) => !(other.speech === one.speech && other.from <= one.to && one.from <= other.to)));

// The highlight under a place of the screen.
export function highlightAt(speech, text, x, y) {
  return all.filter((one) => one.speech === speech).find(({ from, to }) => {
    const rects = text.ranges(from, to).flatMap((range) => [...range.getClientRects()]);
    return rects.some(({ left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom);
  });
}

new MutationObserver((records) => {
  if (records.some(({ addedNodes }) => [...addedNodes].some(({ id }) => id === 'live'))) draw();
}).observe(document.getElementById('main'), { childList: true });
draw();
