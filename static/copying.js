// A button that copies the link beside it; without scripts the link is chosen and copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = button.previousElementSibling;
  field.addEventListener("focus", () => field.select());
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // without https there is no clipboard
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}
