// The page of a judgement: its form, kept while one writes, and news from the debate.
// The page works without this script; with it, new rounds appear by themselves.

import { keepTime } from './clock.js';
import { watch } from './news.js';
import { linkShares } from './probability.js';
import { forget, Saving } from './saving.js';
import { countWords } from './words.js';

let saving;

function begin() {
  saving?.stop();
  saving = undefined;
  keepTime(() => saving?.flush());
  const form = document.querySelector('#live form.answer');
  if (!form) { forget(location.pathname); return; }
  saving = new Saving(form);
  saving.restore();
  form.querySelectorAll('.shares').forEach(linkShares);
  form.querySelectorAll('.speech-field').forEach(countWords);
}

begin();
watch(begin, () => Boolean(saving?.changes));
