// Buttons that copy what another element says or holds.

for (const button of document.querySelectorAll('[data-copy]')) {
  const source = document.getElementById(button.dataset.copy);
  const said = button.closest('section, details').querySelector('[data-said]');
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await copy(source);
    said.textContent = button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; said.textContent = ''; }, 3000);
  });
}

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  } catch {
    // Without https there is no clipboard, but what is chosen can be copied.
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    document.execCommand('copy');
  }
}
