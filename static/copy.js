// Buttons that copy what another element says or holds: the one that they name, else the field before them.

for (const button of document.querySelectorAll('[data-copy]')) {
  const source = document.getElementById(button.dataset.copy) ?? button.previousElementSibling;
  const said = button.closest('section, details')?.querySelector('[data-said]');
  const label = button.textContent;
  button.hidden = false;
  source.addEventListener('focus', () => source.select?.());
  button.addEventListener('click', async () => {
    await copy(source);
    tell(button.dataset.copied, button.dataset.copied);
    setTimeout(() => tell(label, ''), 3000);
  });

  function tell(onButton, aloud) {
    button.textContent = onButton;
    if (said) said.textContent = aloud;
  }
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
