// What is put into a form is kept: here at once, on the server a moment later, and again until it is there.
// A form is submitted once the server has it, so that an expired sign-in or a restart loses nothing.

const REST = 1_000; // ms without a change before it is sent
export const FIRST_RETRY = 2_000;
export const LAST_RETRY = 30_000;
const PATIENCE = 15_000; // ms for the server to answer
const KEEPALIVE = 60_000; // bytes that browsers send for a page that goes away (64 KiB)
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const OURS = ['csrfmiddlewaretoken', 'turn', 'step'];

export const values = (form) => [...new FormData(form)].filter(([name]) => !OURS.includes(name));
export const copy = (path) => `moot-draft ${path}`;

// Private windows may have no storage; then the server's copy is all there is.
export function store(path, draft) { try { localStorage.setItem(copy(path), JSON.stringify(draft)); } catch { /* see above */ } }
export function stored(path) { try { return JSON.parse(localStorage.getItem(copy(path))); } catch { return null; } }
export function forget(path) { try { localStorage.removeItem(copy(path)); } catch { /* see above */ } }

export function fill(form, draft) {
  const given = new Map(draft);
  for (const field of form.elements) {
    if (!field.name || OURS.includes(field.name)) continue;
    if (isPick(field)) field.checked = draft.some(([n, v]) => n === field.name && v === field.value);
    else field.value = given.get(field.name) ?? '';
  }
}

const isPick = (field) => ['checkbox', 'radio'].includes(field.type);
const altered = (field) => (isPick(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
export const isAltered = (form) => [...form.elements].some((field) => field.name && !OURS.includes(field.name) && altered(field));

// Signing in anew changes the token, also for pages that were open before.
export function renewToken(form) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (token) form.elements.csrfmiddlewaretoken.value = token[1];
}

// What became of a form that was sent: saved, refused, closed, long, out or failed; with the answer, if there is one.
export async function send(form, address, more = {}, leaving = false) {
  renewToken(form);
  const body = new URLSearchParams([...new FormData(form), ...Object.entries(more)]);
  const keepalive = leaving && String(body).length < KEEPALIVE;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(address, { method: 'POST', body, redirect: 'manual', keepalive, signal });
    if (response.ok) return { state: 'saved', text: await response.text() };
    if (response.status === 422) return { state: 'refused', text: await response.text() };
    if (response.status === 409) return { state: 'closed' };
    if (response.status === 413) return { state: 'long' };
    // To the sign-in; or refused; or another's by now: one's own invitation link helps in all three.
    if (response.type === 'opaqueredirect' || [403, 404].includes(response.status)) return { state: 'out' };
  } catch { /* Away for a moment: the next try comes. */ }
  return { state: 'failed' };
}

// Said once, not at each keystroke: the same words again are no news to a screen reader.
export function say(line, said, at) {
  const time = () => new Date(at).toLocaleTimeString(document.documentElement.lang, CLOCK);
  const text = said ? line.dataset[said].replace('{time}', time) : '';
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle('unsaved', !['', 'saved'].includes(said));
}

// `check(html)` is called with what the server says of a whole answer that is about to be submitted.
export class Saving {
  constructor(form, check) {
    this.form = form;
    this.check = check;
    this.path = new URL(form.action).pathname;
    this.line = form.querySelector('.saved');
    this.at = Date.parse(this.line.dataset.at) || 0; // when the server saved what it has
    this.changes = 0;
    this.sent = 0; // changes that the server has
    this.wait = FIRST_RETRY;
    this.state = this.at ? 'saved' : '';
    this.show();
    this.leave = new AbortController();
    const on = (target, type, act) => target.addEventListener(type, act, { signal: this.leave.signal });
    for (const type of ['input', 'change']) on(form, type, () => this.touch());
    on(form, 'submit', (event) => this.submit(event));
    for (const type of ['online', 'focus']) on(window, type, () => this.retry());
    on(window, 'pagehide', () => this.flush());
    on(document, 'visibilitychange', () => { if (document.hidden) this.flush(); else this.retry(); });
    // A page that comes back from the browser's memory was about to be submitted.
    on(window, 'pageshow', (event) => { if (event.persisted || !this.going) this.wantsToGo(false); });
  }

  get unsaved() { return this.changes > this.sent; }

  // The newest counts: what is here never arrived, but the server may have got something later from elsewhere.
  restore() {
    const here = stored(this.path);
    const { form, at } = this;
    if (here?.turn !== form.dataset.turn) forget(this.path);
    else if ((here.base === at || here.at > at) && !form.querySelector('.notice.error')) fill(form, here.values);
    // That, or what was typed before this script came.
    if (isAltered(form)) this.touch();
  }

  touch() {
    this.changes += 1;
    this.wantsToGo(false);
    this.keep();
    this.later(REST);
  }

  // In this browser, until the server has it.
  keep() {
    if (this.unsaved) store(this.path, { turn: this.form.dataset.turn, values: values(this.form), at: Date.now(), base: this.at });
    else forget(this.path);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  // One at a time, else an older save could arrive after a newer one.
  async save(leaving = false) {
    clearTimeout(this.timer);
    if (this.busy && !leaving) return;
    this.busy = true;
    const { changes } = this;
    const { state, text } = await send(this.form, this.form.dataset.draft, this.going ? { check: '1' } : {}, leaving);
    const kept = state === 'saved' ? JSON.parse(text) : {};
    this.busy = false;
    this.state = state;
    if (state === 'saved') {
      this.at = Date.parse(kept.saved_at);
      this.sent = Math.max(this.sent, changes);
      this.wait = FIRST_RETRY;
      this.keep();
    }
    this.goOn(state, kept.check);
    this.show();
  }

  goOn(state, check) {
    if (this.going && !this.unsaved && check) { this.wantsToGo(false); this.check(check); }
    // What isn't whole, or can't be saved, is the server's to say.
    else if (this.going && !this.unsaved && state === 'saved') this.go();
    else if (this.going && ['closed', 'long'].includes(state)) this.go();
    else if (['failed', 'out'].includes(state)) {
      this.later(this.wait);
      this.wait = Math.min(this.wait * 2, LAST_RETRY);
    } else if (state === 'saved' && this.unsaved) this.later(this.going ? 0 : REST);
  }

  retry() { if (['failed', 'out'].includes(this.state)) this.save(); }

  flush() { if (this.unsaved && !this.going) this.save(true); }

  submit(event) {
    event.preventDefault();
    if (this.going) return;
    this.wantsToGo(true);
    this.changes += 1;
    this.save();
  }

  go() {
    renewToken(this.form);
    this.form.submit();
  }

  wantsToGo(going) {
    this.going = going;
    this.form.querySelector('button.primary').disabled = going;
  }

  show() { say(this.line, this.going && this.state === 'failed' ? 'waiting' : this.state, this.at); }

  stop() {
    clearTimeout(this.timer);
    this.leave.abort();
  }
}
