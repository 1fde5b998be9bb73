// Single keys for what the page's buttons and fields do. The list in the dialog says which there are and what each does;
// its switch turns them off in this browser. They are printed on what they work on, as long as they work.

const OFF = 'moot-keys-off';
const dialog = document.getElementById('keys');
const switched = document.getElementById('keys-on');
const keys = [...dialog.querySelectorAll('[data-key]')].map((row) => row.dataset);

// Whatever takes letters keeps them.
const WRITTEN = 'textarea, select, [contenteditable], input:not([type=range], [type=radio], [type=checkbox])';

function step(all, by) {
  const here = all.findIndex((one) => one.contains(document.activeElement));
  const above = all.filter((one) => one.getBoundingClientRect().top < 0).length;
  const next = all[here < 0 ? above + Math.min(by, 0) : here + by];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'start' });
}

// On the scale that one is at; else on the first where nothing is picked yet.
function pick(scales, step) {
  const here = scales.find((one) => one.contains(document.activeElement));
  const at = here ?? scales.find((one) => !one.querySelector(':checked')) ?? scales[0];
  const radio = at?.querySelector(`input[value="${step}"]`);
  radio?.focus();
  radio?.click();
}

const ACTS = {
  pick,
  focus: ([first]) => first?.focus(),
  press: ([first]) => { first?.focus(); first?.click(); },
  // The one in what one is at; else the first.
  near: (all) => ACTS.press([all.find((one) => one.closest('.speech, .passage')?.contains(document.activeElement)) ?? all[0]]),
  next: (all) => step(all, 1),
  previous: (all) => step(all, -1),
};

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.ctrlKey || event.metaKey) {
    // A button that was pressed already is disabled, and a second press does nothing.
    if (event.key === 'Enter') event.target.closest('form.answer')?.querySelector('.primary').click();
    return;
  }
  const single = switched.checked && event.key.length === 1 && !event.target.closest(WRITTEN);
  const key = single && keys.find((one) => one.key.includes(event.key));
  if (!key) return;
  event.preventDefault();
  ACTS[key.do]([...document.querySelectorAll(key.at)], event.key);
});

function print() {
  document.querySelectorAll('kbd.hint').forEach((hint) => hint.remove());
  if (!switched.checked) return;
  for (const { key, printed } of keys.filter((one) => one.printed)) {
    for (const place of document.querySelectorAll(printed)) {
      const hint = Object.assign(document.createElement('kbd'), { className: 'hint', textContent: key });
      hint.setAttribute('aria-hidden', 'true');
      place.append(hint);
    }
  }
}

const button = document.getElementById('show-keys');
button.hidden = false;
button.addEventListener('click', () => dialog.showModal());
switched.checked = !localStorage.getItem(OFF);
switched.addEventListener('change', () => {
  if (switched.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, 'yes');
  print();
});

// A new round replaces what the keys were printed on.
new MutationObserver(print).observe(document.getElementById('main'), { childList: true });
print();
