// The server answers a claim with the page of its judgement, at once, where a script can make that page's address the
// browser's: without it a redirect leads there, so that loading the page again sends nothing twice.

export function direct(form) {
  if (!form.elements.direct) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'direct', value: '1' }));
}

// `part` is what came with its address, if it came so.
export function settle(part) {
  const address = part?.dataset.direct;
  if (!address) return;
  history.replaceState(null, '', address);
  const { hash } = new URL(address, location.href);
  if (hash) location.replace(hash);
}
