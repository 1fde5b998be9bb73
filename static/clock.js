// The time that an answer has, as the server keeps it: the page says how many seconds are left, and from then on only
// the browser's counter of time that has passed is read, never its clock. The server is asked again now and then, and
// whenever the page comes back into sight, since a computer that slept has not counted.

const AGAIN = 20_000; // ms between looks at the server's time
const AFTER = 1_000; // ... and once the time is over, until the server has closed it
const SOON = 3_000; // ms before the end at which what is typed is saved a last time
const MARKS = [300, 60, 30, 10]; // seconds left at which it is said aloud

let watched; // what stops the clock that runs

export function keepTime(save = () => {}) {
  watched?.abort();
  const clock = document.getElementById('clock');
  if (!clock) return;
  watched = new AbortController();
  new Clock(clock, save, watched.signal);
}

class Clock {
  constructor(clock, save, signal) {
    Object.assign(this, { clock, save, signal });
    this.bar = clock.querySelector('progress');
    this.time = clock.querySelector('.time');
    this.status = clock.querySelector('[role=status]');
    this.set(Number(clock.dataset.left));
    // What was passed before the page came isn't said.
    this.mark = this.left();
    const timer = setInterval(() => this.tick(), 250);
    signal.addEventListener('abort', () => clearInterval(timer));
    const look = () => { if (!document.hidden) this.look(); };
    document.addEventListener('visibilitychange', look, { signal });
    for (const type of ['pageshow', 'focus', 'online']) addEventListener(type, look, { signal });
    this.tick();
    // A page that was kept by the browser, or took long to come, has an old number in it.
    this.look();
  }

  set(seconds) {
    this.ends = performance.now() + 1_000 * seconds;
    this.looked = performance.now();
  }

  left() { return Math.max(0, (this.ends - performance.now()) / 1_000); }

  tick() {
    const left = this.left();
    if (left * 1_000 < SOON && !this.saved) { this.saved = true; this.save(); }
    this.show(Math.ceil(left));
    this.say(left);
    if (performance.now() - this.looked > (left ? AGAIN : AFTER)) this.look();
  }

  show(seconds) {
    if (seconds === this.shown) return;
    this.shown = seconds;
    const { dataset } = this.clock;
    const clocked = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    const text = seconds >= 60 ? dataset.min.replace('{time}', clocked) : dataset.s.replace('{time}', seconds);
    this.time.textContent = seconds ? text : dataset.over;
    this.bar.value = seconds;
    this.clock.classList.toggle('short', seconds <= 30);
  }

  // Once for each mark that is passed, and never two at a time.
  say(left) {
    const passed = MARKS.filter((mark) => mark < this.mark && mark >= left).at(-1);
    if (passed) this.status.textContent = this.clock.dataset[`at-${passed}`];
    else if (!left && this.mark) this.status.textContent = this.clock.dataset.over;
    this.mark = left;
  }

  goOn() {
    const { page } = this.clock.dataset;
    if (location.pathname === page) location.reload();
    else location.assign(`${page}#now`);
  }

  async look() {
    this.looked = performance.now();
    const asked = performance.now();
    try {
      const response = await fetch(this.clock.dataset.look, { credentials: 'same-origin', signal: this.signal });
      const left = response.headers.get('Moot-Left');
      // The answer was as long on its way as its question: what the server said is half of that old.
      if (response.status === 204 && left !== null) this.set(Math.max(0, Number(left) - (performance.now() - asked) / 2_000));
      // Something else is asked by now, or nothing: what stands here is of no use any more.
      else if (response.status === 200 && !this.left()) this.goOn();
    } catch { /* The network is away for a moment; the next look comes. */ }
  }
}
