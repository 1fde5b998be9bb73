// Times of the server in the reader's own: what stands there before, and without JavaScript, says of which zone it is.

const HOUR = { hour: '2-digit', minute: '2-digit' };
const DAY = { weekday: 'long', ...HOUR };

export function localTimes(within = document) {
  for (const time of within.querySelectorAll('time[data-local]')) {
    const at = new Date(time.dateTime);
    const today = at.toDateString() === new Date().toDateString();
    time.textContent = at.toLocaleString(document.documentElement.lang, today ? HOUR : DAY);
  }
}

localTimes();
