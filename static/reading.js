// Reading: the question stays in sight, quotes stand beside the speeches, and a speech is flagged where it is read.
// Events are taken at the document, since a new round replaces the page's live part.

const WIDE = matchMedia('(min-width: 80rem)');
const find = (selector) => document.querySelector(selector);

// The bar: there once the question has gone, as a line or two, all of it on demand.

function expand(all) {
  find('.bar .more').setAttribute('aria-expanded', all);
}

const gone = new IntersectionObserver(([title]) => {
  find('.bar').hidden = title.isIntersecting || title.boundingClientRect.top > 0;
  expand(false);
});

// The quotes: open where there is room beside the speeches, else when asked for.

let open = WIDE.matches;
let quotes;

document.addEventListener('toggle', (event) => { if (event.target === quotes) open = quotes.open; }, true);

// Flags: a button on a speech is the box in the form.

const boxOf = (button) => find(`.want-flags [data-label="${button.dataset.speech}"] input[type=checkbox]`);

function showFlags() {
  for (const button of document.querySelectorAll('.flag')) {
    button.hidden = !boxOf(button);
    button.setAttribute('aria-pressed', Boolean(boxOf(button)?.checked));
  }
}

function flag(button) {
  const box = boxOf(button);
  box.click();
  if (box.checked) box.closest('.marked').querySelector('.note input').focus();
}

function begin() {
  gone.disconnect();
  gone.observe(find('.matter h1'));
  if (quotes !== find('.quotes')) {
    quotes = find('.quotes');
    if (quotes) quotes.open = open;
  }
  showFlags();
}

document.addEventListener('click', ({ target }) => {
  const more = target.closest('.bar .more');
  if (more) expand(more.getAttribute('aria-expanded') === 'false');
  else if (target.closest('.jump a')) expand(false);
  if (target.closest('a[href^="#quoted-"]')) quotes.open = true;
  if (target.closest('.flag')) flag(target.closest('.flag'));
});
document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') expand(false); });
document.addEventListener('change', showFlags);
addEventListener('pageshow', showFlags);
new MutationObserver(begin).observe(find('#main'), { childList: true });
begin();
