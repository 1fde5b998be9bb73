// “Ask the researcher” without leaving the page: what its own page shows, in a dialog. Now and then an open page looks
// whether something is told to everybody, or an answer has come.

const LOOK = 60_000; // ms
const link = document.getElementById('ask-link');
let dialog;

async function page(address, options) {
  const response = await fetch(address, { credentials: 'same-origin', ...options });
  if (response.redirected && new URL(response.url).pathname !== new URL(link.href).pathname) throw new Error('signed out');
  return new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('asking');
}

function show(asking) {
  dialog.querySelector('#asking')?.remove();
  dialog.prepend(asking);
  asking.querySelector('.back')?.remove();
  const form = asking.querySelector('form');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    form.querySelector('button').disabled = true;
    turnTo(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) }, form);
  });
  asking.querySelector('[autofocus], [role=alert]')?.focus();
}

async function turnTo(address, options, form) {
  try {
    show(await page(address, options));
    link.querySelector('.badge')?.remove();
  } catch {
    // What was written stays; without a dialog its own page is there.
    if (!form) location.assign(link.href);
    else {
      form.querySelector('button').disabled = false;
      form.querySelector('.unsent').hidden = false;
    }
  }
}

function open(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!dialog) {
    dialog = Object.assign(document.createElement('dialog'), { className: 'asking' });
    dialog.setAttribute('aria-labelledby', 'asking-title');
    const close = document.createElement('form');
    close.method = 'dialog';
    close.append(Object.assign(document.createElement('button'), { className: 'button', textContent: link.dataset.close }));
    dialog.append(close);
    document.body.append(dialog);
  }
  turnTo(link.href).then(() => { if (!dialog.open && dialog.querySelector('#asking')) dialog.showModal(); dialog.querySelector('textarea')?.focus(); });
}

async function look() {
  if (document.hidden) return;
  try {
    const response = await fetch(link.dataset.told, { credentials: 'same-origin' });
    if (response.redirected || !response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    const [told, now] = [fresh.getElementById('told'), document.getElementById('told')];
    if (told && now && told.textContent.trim() !== now.textContent.trim()) now.replaceChildren(...told.childNodes);
    const badge = fresh.querySelector('#ask-link .badge');
    if (badge && !link.querySelector('.badge')) link.append(' ', badge);
  } catch { /* The next look comes. */ }
}

// Put aside without leaving the page.
document.addEventListener('submit', async (event) => {
  const form = event.target.closest('.told form');
  if (!form) return;
  event.preventDefault();
  const one = form.closest('.told');
  try {
    const response = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), redirect: 'manual' });
    if (response.type === 'opaqueredirect') { one.remove(); document.getElementById('main').focus(); }
  } catch { form.submit(); }
});

if (link) {
  link.addEventListener('click', open);
  setInterval(look, LOOK);
}
