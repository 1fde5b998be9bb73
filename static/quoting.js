// Quotes come into a text by selecting: in the passage, or in what another speaker quoted and was found there.

const FIELD = '#live form.answer .speech-field textarea';
let latest; // the field in which one wrote last, and where: a selection elsewhere may take its caret away
let caret = 0;

export const field = () => (latest?.isConnected ? latest : document.querySelector(FIELD));
// Whoever argues quotes; a judge's reason needs no marks.
export const quotes = () => Boolean(document.querySelector('#live[data-quotes]') && field());

// A quote is no part of another one: from inside one, the caret moves behind it.
function place(text, caret) {
  const before = text.slice(0, caret);
  if (before.lastIndexOf('<quote>') <= before.lastIndexOf('</quote>')) return caret;
  const end = text.indexOf('</quote>', caret);
  return end < 0 ? text.length : end + '</quote>'.length;
}

// The field's text with the quote at the caret, spaces around it where there are none; and where the caret is then.
export function quoting(text, caret, words) {
  const at = place(text, caret);
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const lead = before && !/[\s(\[“"„«—–-]$/.test(before) ? ' ' : '';
  const trail = /^[\s.,;:!?)\]”"“»]/.test(after) ? '' : ' ';
  const inserted = `${lead}<quote>${words}</quote>${trail}`;
  return { at, inserted };
}

export function quote(words) {
  const text = field();
  if (!text || !words) return false;
  const { at, inserted } = quoting(text.value, text === latest ? caret : text.value.length, words);
  text.setRangeText(inserted, at, at, 'end');
  latest = text;
  caret = text.selectionEnd;
  text.dispatchEvent(new Event('input', { bubbles: true }));
  text.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
}

for (const type of ['keyup', 'input', 'pointerup', 'focusout']) {
  document.addEventListener(type, ({ target }) => {
    if (!target.matches?.(FIELD)) return;
    latest = target;
    caret = target.selectionEnd;
  });
}

// What others quoted, from the list of quotes.
function begin() {
  for (const button of document.querySelectorAll('.quotes .quote-it')) button.hidden = !quotes();
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('.quote-it');
  if (!button || !quote(button.closest('li').querySelector('q').textContent.trim().replace(/\s+/g, ' '))) return;
  document.getElementById('announce').textContent = button.dataset.done;
});
new MutationObserver(begin).observe(document.getElementById('main'), { childList: true });
begin();
