// The linked probability control: shares of 100 %, a slider and a number for each answer.
// Without this script the numbers alone work. Nothing is preselected: an untouched slider says nothing.

const round = (value) => Math.round(value * 100) / 100;

// What is given to one is taken from those touched longest ago, so that the last two touched stand as they were set.
// `values` may hold null for what was never set; `touched` lists places, the latest first.
export function shares(values, place, value, touched) {
  const others = values.map((_, n) => n).filter((n) => n !== place);
  const result = [...values];
  result[place] = value;
  let rest = round(100 - value);
  const set = touched.filter((n) => n !== place && values[n] !== null);
  const free = others.filter((n) => !set.includes(n));
  if (!free.length) free.push(set.pop());
  for (const n of set) {
    result[n] = Math.min(values[n], rest);
    rest = round(rest - result[n]);
  }
  const each = Math.floor(rest / free.length);
  free.forEach((n, i) => { result[n] = i ? each : round(rest - each * (free.length - 1)); });
  return result;
}

// Texts of either direction of writing stay whole in a sentence of ours.
const apart = (text) => `\u2068${text}\u2069`;
const percent = (share) => `${share.toLocaleString(document.documentElement.lang)}\u00a0%`;
const filled = (pattern, values) => pattern.replace(/{(\w+)}/g, (_, name) => values[name]);

// “You give 70 % to B: Paris; 30 % to A: Rome.”, the most first: shares that were set the wrong way round are seen.
function said({ gives, share }, rows, values) {
  const places = rows.map((_, n) => n).sort((a, b) => values[b] - values[a]);
  const shared = places.map((n) => filled(share, {
    share: percent(values[n]), letter: rows[n].letter, text: apart(rows[n].text),
  }));
  return filled(gives, { shares: shared.join('; ') });
}

export function linkShares(fieldset) {
  const texts = fieldset.dataset;
  const rows = [...fieldset.querySelectorAll('.share')].map((row) => ({
    row,
    letter: row.dataset.letter,
    text: row.querySelector('.text').textContent.trim(),
    number: row.querySelector('input[type=number]'),
    slider: row.querySelector('input[type=range]'),
  }));
  const sentence = fieldset.querySelector('.sentence');
  const read = (row) => (row.number.value === '' ? null : Number(row.number.value));
  const even = Math.round(100 / rows.length);
  let touched = rows.map((_, n) => n).filter((n) => read(rows[n]) !== null);

  function show() {
    const values = rows.map(read);
    const unset = values.includes(null);
    rows.forEach(({ row, slider }, n) => {
      row.classList.toggle('unset', values[n] === null);
      slider.value = values[n] ?? even;
      slider.style.setProperty('--share', `${slider.value}%`);
      slider.setAttribute('aria-valuetext', values[n] === null ? texts.unsetShare : percent(values[n]));
    });
    sentence.textContent = unset ? texts.unset : said(texts, rows, values);
    sentence.classList.toggle('soft', unset);
  }

  function set(place, value) {
    const result = shares(rows.map(read), place, value, touched);
    rows.forEach(({ number }, n) => { if (n !== place || read(rows[n]) !== value) number.value = result[n]; });
    touched = [place, ...touched.filter((n) => n !== place)];
    show();
    fieldset.dispatchEvent(new Event('change', { bubbles: true }));
  }

  rows.forEach(({ number, slider }, n) => {
    slider.hidden = false;
    const slid = () => set(n, Number(slider.value));
    slider.addEventListener('input', slid);
    // A click on the thumb's own place changes nothing, yet it says what stands there.
    slider.addEventListener('pointerup', slid);
    number.addEventListener('input', () => {
      const value = read(rows[n]);
      if (value !== null && value >= 0 && value <= 100) set(n, round(value));
      else show();
    });
  });
  sentence.hidden = false;
  // A number may have been typed before this script came.
  const given = rows.findIndex((row) => read(row) !== null);
  if (given >= 0 && rows.some((row) => read(row) === null)) set(given, read(rows[given]));
  show();
}
