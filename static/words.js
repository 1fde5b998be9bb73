// A live count of words beside a text with a limit; the server counts alike and has the last word.

const WORD = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+/gu;

export function count(text) {
  const words = text.replace(/<\/?quote>/g, ' ').match(WORD) ?? [];
  return words.filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

export function countWords(field) {
  const text = field.querySelector('textarea');
  const line = field.querySelector('.count');
  if (!line) return;
  const { most, said, over } = line.dataset;
  const limit = line.textContent;
  const show = () => {
    const words = count(text.value);
    const pattern = words > Number(most) ? over : said;
    line.textContent = words ? pattern.replace('{said}', words).replace('{most}', most) : limit;
    line.classList.toggle('errors', words > Number(most));
  };
  text.setAttribute('aria-describedby', line.id);
  text.addEventListener('input', show);
  show();
}
