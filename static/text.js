// The text of a part of the page by its characters: what highlights are counted in and quotes are made of.
// The marks that we put beside a quote are no part of it, whatever language they are in.

const OURS = '.found';
const BLOCK = 'p, li, pre, blockquote, div';
const LETTER = /[\p{L}\p{N}\p{M}]/u;

export class Text {
  constructor(root) {
    this.root = root;
    this.pieces = [];
    this.whole = '';
    const filter = (node) => (node.nodeType === 1 && node.matches(OURS) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, filter);
    let block;
    let apart = false;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeType === 1) { apart ||= node.nodeName === 'BR'; continue; }
      const here = node.parentElement.closest(BLOCK);
      this.pieces.push({ node, at: this.whole.length, apart: apart || (block !== undefined && here !== block) });
      this.whole += node.data;
      block = here;
      apart = false;
    }
  }

  // How many characters stand before a place in the document.
  offset(container, offset) {
    const own = this.pieces.find(({ node }) => node === container);
    if (own) return own.at + offset;
    const here = document.createRange();
    here.setStart(container, offset);
    const before = this.pieces.filter(({ node }) => here.comparePoint(node, node.length) <= 0).at(-1);
    return before ? before.at + before.node.length : 0;
  }

  range(from, to) {
    const range = document.createRange();
    const holds = (place, last) => this.pieces.find(({ node, at }) => (last ? place > at && place <= at + node.length : place >= at && place < at + node.length));
    const [first, last] = [holds(from, false), holds(to, true)];
    if (!first || !last) return null;
    range.setStart(first.node, from - first.at);
    range.setEnd(last.node, to - last.at);
    return range;
  }

  // One for each piece, so that no mark of ours lies in any.
  ranges(from, to) {
    return this.pieces.map(({ node, at }) => [node, Math.max(0, from - at), Math.min(node.length, to - at)])
      .filter(([node, start, end]) => start < end && node.data.slice(start, end).trim())
      .map(([node, start, end]) => {
        const range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, end);
        return range;
      });
  }

  // Whole words: half a word is no quote, and nothing to remember.
  grown(from, to) {
    const { whole } = this;
    const seam = (place) => this.pieces.some(({ at, apart }) => apart && at === place);
    const inside = (place) => place > 0 && place < whole.length && !seam(place) && LETTER.test(whole[place - 1]) && LETTER.test(whole[place]);
    let [a, b] = [from, to];
    while (a < b && /\s/.test(whole[a])) a += 1;
    while (b > a && /\s/.test(whole[b - 1])) b -= 1;
    if (a === b) return [a, b];
    while (inside(a)) a -= 1;
    while (inside(b)) b += 1;
    return [a, b];
  }

  // The words as they are written in one line; lines and paragraphs are parted by a space.
  said(from, to) {
    return this.pieces.map(({ node, at, apart }) => {
      const part = node.data.slice(Math.max(0, from - at), Math.max(0, to - at));
      return apart && part && at >= from ? ` ${part}` : part;
    }).join('').replace(/\s+/g, ' ').trim();
  }
}
