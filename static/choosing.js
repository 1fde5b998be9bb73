// Words are chosen by keys: arrows go from word to word and from sentence to sentence, with Shift they choose more.

import { rootOf, show as showButtons } from './selecting.js';
import { Text } from './text.js';

const hint = document.getElementById('choosing');
let mode; // where one chooses, and which words

const wordsOf = ({ whole }) => [...whole.matchAll(/\S+/g)].map(({ 0: word, index }) => ({ from: index, to: index + word.length, ends: /[.!?…][”’"')\]]*$/.test(word) }));

function begin(root) {
  const text = new Text(root);
  const words = wordsOf(text);
  if (!words.length) return;
  const seen = words.findIndex(({ from, to }) => (text.range(from, to)?.getBoundingClientRect().top ?? -1) > 90);
  mode = { root, text, words, first: Math.max(0, seen), last: Math.max(0, seen) };
  root.tabIndex = -1;
  root.focus({ preventScroll: true });
  root.setAttribute('aria-describedby', hint.id);
  hint.hidden = false;
  show();
}

export function end() {
  if (!mode) return;
  mode.root.removeAttribute('aria-describedby');
  hint.hidden = true;
  mode = undefined;
}

// `first` stays while more is chosen; it may come to stand behind `last`.
function show() {
  const { text, words, first, last } = mode;
  const [a, b] = first <= last ? [words[first], words[last]] : [words[last], words[first]];
  const range = text.range(a.from, b.to);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  const { top, bottom } = text.range(words[last].from, words[last].to).getBoundingClientRect();
  if (top < 100 || bottom > innerHeight - 100) {
    scrollBy({ top: top - innerHeight / 2, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'auto' });
  }
  document.getElementById('announce').textContent = text.said(a.from, b.to);
}

function sentence(by) {
  const { words, last } = mode;
  const starts = words.map((_, n) => n).filter((n) => n === 0 || words[n - 1].ends);
  return by > 0 ? starts.find((n) => n > last) ?? words.length - 1 : starts.filter((n) => n < last).at(-1) ?? 0;
}

const STEPS = {
  ArrowRight: () => mode.last + 1,
  ArrowLeft: () => mode.last - 1,
  ArrowDown: () => sentence(1),
  ArrowUp: () => sentence(-1),
  Home: () => 0,
  End: () => mode.words.length - 1,
};

document.addEventListener('keydown', (event) => {
  if (!mode || event.ctrlKey || event.metaKey || event.altKey || !mode.root.contains(document.activeElement)) return;
  if (event.key === 'Enter') {
    event.preventDefault();
    showButtons();
    document.querySelector('#picked:not([hidden]) button:not([hidden])')?.focus();
  } else if (event.key === 'Escape') {
    const { root } = mode;
    end();
    getSelection().removeAllRanges();
    (root.closest('.speech') ?? root).focus({ preventScroll: true });
  } else if (STEPS[event.key]) {
    event.preventDefault();
    mode.last = Math.min(Math.max(0, STEPS[event.key]()), mode.words.length - 1);
    if (!event.shiftKey) mode.first = mode.last;
    show();
  }
});
document.addEventListener('focusin', ({ target }) => {
  if (mode && !mode.root.contains(target) && !document.getElementById('picked').contains(target)) end();
});
document.addEventListener('pointerdown', end);

function offer() { for (const button of document.querySelectorAll('.by-keys')) button.hidden = false; }

new MutationObserver(offer).observe(document.getElementById('main'), { childList: true });
offer();

document.addEventListener('click', ({ target }) => {
  const button = target.closest('.by-keys');
  if (!button) return;
  const root = rootOf(button.closest('.speech, .passage').querySelector('.words'));
  if (root) begin(root);
});
