// Markdown's preview, made by the server as people's pages are, a moment after the last key.
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

for (const written of document.querySelectorAll("[data-preview]")) {
  const text = written.querySelector("textarea");
  const shown = written.querySelector(".previewed");
  let soon = 0;
  let asked = new AbortController();

  async function show() {
    asked.abort();
    asked = new AbortController();
    const body = new URLSearchParams({ words: text.value });
    try {
      const answer = await fetch(written.dataset.preview, {
        method: "POST", body, headers: { "X-CSRFToken": token() }, signal: asked.signal,
      });
      shown.classList.toggle("stale", !answer.ok);
      if (answer.ok) shown.innerHTML = await answer.text();
    } catch (failure) {
      if (failure.name !== "AbortError") shown.classList.add("stale");
    }
  }

  text.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(show, 250);
  });
}
