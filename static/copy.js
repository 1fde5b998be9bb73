// Buttons that copy: shown only where copying works.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    button.textContent = button.dataset.copied;
    button.closest("section, details").querySelector("[data-said]").textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 3000);
  });
}
