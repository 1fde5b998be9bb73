// What is answered in a study's questions is kept in this browser until a later page shows that the server has it: who
// was signed out meanwhile finds it there again.

import { copy, fill, forget, isAltered, renewToken, store, stored, values } from './saving.js';

const OURS = 'questions ';
const form = document.querySelector('form.questions');
const kept = form?.dataset.kept && OURS + form.dataset.kept;

// Private windows may have no storage; then there is nothing to be forgotten.
function names() { try { return Object.keys(localStorage); } catch { return []; } }

function keep() { store(kept, values(form)); }

for (const name of names()) {
  if (name.startsWith(copy(OURS)) && name !== copy(kept)) forget(name.slice(copy('').length));
}

if (kept) {
  const before = stored(kept);
  // What came back with the page, since something in it is wrong, is the newest.
  if (before && !document.getElementById('wrong')) fill(form, before);
  // That, or what was typed before this script came.
  if (isAltered(form)) keep();
  for (const type of ['input', 'change']) form.addEventListener(type, keep);
  form.addEventListener('submit', () => { keep(); renewToken(form); });
}
