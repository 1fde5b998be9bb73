// The instructions beside what is being judged, instead of in another tab. Left open, it is open on the next page too.

const OPEN = 'moot-instructions';
const link = document.getElementById('show-instructions');
const drawer = Object.assign(document.createElement('dialog'), { className: 'drawer', id: 'drawer' });

async function show(focus) {
  if (!drawer.firstChild && !(await fill())) return false;
  const before = document.activeElement;
  drawer.show();
  link.setAttribute('aria-expanded', 'true');
  sessionStorage.setItem(OPEN, 'yes');
  if (focus) drawer.querySelector('h2').focus();
  else before?.focus({ preventScroll: true });
  return true;
}

async function fill() {
  const reply = await fetch(link.href).catch(() => null);
  if (!reply?.ok) return false;
  const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
  const words = page.getElementById('instructions-text');
  if (!words) return false;
  const title = Object.assign(document.createElement('h2'), { textContent: link.textContent, tabIndex: -1, id: 'drawer-title' });
  const shut = Object.assign(document.createElement('button'), { type: 'button', className: 'button', textContent: link.dataset.close });
  shut.addEventListener('click', close);
  const head = Object.assign(document.createElement('div'), { className: 'drawer-head' });
  head.append(title, shut);
  const body = Object.assign(document.createElement('div'), { className: 'drawer-body', dir: 'auto', tabIndex: 0 });
  body.append(...document.adoptNode(words).childNodes);
  drawer.append(head, body);
  return true;
}

function close() {
  drawer.close();
  link.setAttribute('aria-expanded', 'false');
  sessionStorage.removeItem(OPEN);
  link.focus();
}

drawer.setAttribute('aria-labelledby', 'drawer-title');
link.setAttribute('aria-expanded', 'false');
document.body.append(drawer);
drawer.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
link.addEventListener('click', async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (drawer.open) close();
  else if (!(await show(true))) window.open(link.href, '_blank', 'noopener');
});
if (sessionStorage.getItem(OPEN)) show(false);
