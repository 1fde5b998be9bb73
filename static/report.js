// Tables sort by a click on the head of a column. Without this they stand as they were made.
"use strict";

function key(row, at) {
  const cell = row.cells[at];
  return "sort" in cell.dataset ? Number(cell.dataset.sort) : cell.textContent.trim() === "–" ? null : cell.textContent;
}

function compared(a, b) {
  if (a === null || b === null) return (a === null) - (b === null);
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
}

for (const table of document.querySelectorAll("table.sorts")) {
  const body = table.tBodies[0];
  if (body.rows.length < 3) continue;
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const at = head.cellIndex;
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [key(a, at), key(b, at)];
        return x === null || y === null ? compared(x, y) : compared(x, y) * (down ? -1 : 1);
      });
      body.append(...rows);
    });
  }
}
