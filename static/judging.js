// The page of a judgement: its form, kept while one writes, and news from the debate.
// The page works without this script; with it, new rounds appear by themselves.

import { Checking } from './checking.js';
import { keepTime } from './clock.js';
import { direct, settle } from './direct.js';
import { swap, watch } from './news.js';
import { linkShares } from './probability.js';
import { forget, Saving } from './saving.js';
import { localTimes } from './times.js';
import { countWords } from './words.js';
import { showEarnings } from './earning.js';

let saving;

const rounds = () => [...document.querySelectorAll('#live .round:has(.speech)')];

// After an answer one goes on where something new begins to be read; where nothing does, at what is asked now.
function follow(html) {
  const before = rounds().length;
  swap(html);
  const next = document.getElementById('problem') ?? rounds()[before] ?? document.getElementById('now');
  (next.querySelector('.speech') ?? next).focus({ preventScroll: true });
  next.scrollIntoView();
}

function begin() {
  saving?.stop();
  saving = undefined;
  keepTime(() => saving?.flush());
  localTimes();
  document.querySelectorAll('#live form.further').forEach(direct);
  const form = document.querySelector('#live form.answer');
  if (!form) { forget(location.pathname); return; }
  saving = new Saving(form, (said) => new Checking(said, follow));
  saving.restore();
  form.querySelectorAll('.shares').forEach(linkShares);
  form.querySelectorAll('.shares').forEach(showEarnings);
  form.querySelectorAll('.speech-field').forEach(countWords);
}

settle(document.getElementById('live'));
begin();
watch(begin, () => Boolean(saving?.changes));
