// The page on which a judgement is checked: its form carries what was typed, and goes on when it has been saved.

import { keepTime } from './clock.js';
import { direct, settle } from './direct.js';
import { Saving } from './saving.js';

const form = document.querySelector('form.checked');
settle(form);
direct(form);
new Saving(form);
keepTime();
addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
