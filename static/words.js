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
  const most = Number(line.dataset.most);
  const limit = line.textContent;
  const show = () => {
    const said = count(text.value);
    line.textContent = said ? `${said} of ${most} words${said > most ? ': too many to submit' : ''}` : limit;
    line.classList.toggle('errors', said > most);
  };
  text.setAttribute('aria-describedby', line.id);
  text.addEventListener('input', show);
  show();
}
