// A live count of words beside a text with a limit; the server counts alike and has the last word.

const WORD = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+/gu;
// They come with texts from the web, part no words, and are left out before anything is counted.
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;

export function count(text) {
  const words = text.replace(INVISIBLE, '').replace(/<\/?quote>/g, ' ').match(WORD) ?? [];
  return words.filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

// The words inside <quote> marks, also when the last one is never closed.
export function quoted(text) {
  const parts = text.split('<quote>').slice(1).map((part) => part.split('</quote>')[0]);
  return parts.reduce((sum, part) => sum + count(part), 0);
}

export function countWords(field) {
  const text = field.querySelector('textarea');
  const lines = [...field.querySelectorAll('.count')];
  if (!lines.length) return;
  const limits = new Map(lines.map((line) => [line, line.textContent]));
  const show = () => {
    for (const line of lines) {
      const { most, said, over, counts } = line.dataset;
      const words = counts === 'quoted' ? quoted(text.value) : count(text.value);
      const pattern = words > Number(most) ? over : said;
      const shown = words ? pattern.replace('{said}', words).replace('{most}', most) : limits.get(line);
      if (line.textContent !== shown) line.textContent = shown;
      line.classList.toggle('errors', words > Number(most));
    }
  };
  const described = (text.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);
  text.setAttribute('aria-describedby', [...described, ...lines.map((line) => line.id)].join(' '));
  text.addEventListener('input', show);
  show();
}
