// What one is about to submit, once more, over the page; and how it gets to the server: once, whatever the network does.

import { FIRST_RETRY, LAST_RETRY, say, send } from './saving.js';

// `html` is what the server says of the answer; `taken(html)` is called with what it says once it has it.
export class Checking {
  constructor(html, taken) {
    this.taken = taken;
    this.wait = FIRST_RETRY;
    this.dialog = Object.assign(document.createElement('dialog'), { className: 'asking checking' });
    this.dialog.setAttribute('aria-labelledby', 'checked-title');
    this.dialog.append(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
    this.form = this.dialog.querySelector('form');
    this.line = this.form.querySelector('.saved');
    this.over = new AbortController();
    const on = (target, type, act) => target.addEventListener(type, act, { signal: this.over.signal });
    on(this.form, 'submit', (event) => { event.preventDefault(); if (!this.going) this.submit(); });
    on(this.form.querySelector('a'), 'click', (event) => { event.preventDefault(); this.dialog.close(); });
    on(this.dialog, 'close', () => this.leave());
    on(this.dialog, 'keydown', (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.form.requestSubmit(); });
    for (const type of ['online', 'focus']) on(window, type, () => { if (this.state) this.submit(); });
    this.open();
  }

  // The browser's own way back leads from here to the page, which hasn't gone anywhere.
  open() {
    document.body.append(this.dialog);
    history.scrollRestoration = 'manual';
    history.pushState({ checking: true }, '');
    addEventListener('popstate', () => this.leave(), { signal: this.over.signal });
    this.dialog.showModal();
  }

  async leave() {
    if (this.over.signal.aborted) return;
    this.over.abort();
    clearTimeout(this.timer);
    this.dialog.remove();
    if (history.state?.checking) {
      const back = new Promise((done) => { addEventListener('popstate', done, { once: true }); });
      history.back();
      await back;
    }
    history.scrollRestoration = 'auto';
  }

  async submit() {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.busy = true;
    this.wantsToGo(true);
    const { state, text } = await send(this.form, this.form.action, { direct: '1' });
    this.busy = false;
    if (['failed', 'out'].includes(state)) this.later(state);
    else {
      await this.leave();
      if (text) this.taken(text);
      else location.reload();
    }
  }

  later(state) {
    this.state = state;
    say(this.line, state === 'failed' ? 'waiting' : state);
    if (this.over.signal.aborted) return;
    this.timer = setTimeout(() => this.submit(), this.wait);
    this.wait = Math.min(this.wait * 2, LAST_RETRY);
  }

  wantsToGo(going) {
    this.going = going;
    this.form.querySelector('.primary').disabled = going;
  }
}
