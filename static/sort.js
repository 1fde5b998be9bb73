// Tables of class "sortable": a head that is pressed sorts the rows by its column, and pressed again the other way.
// Without script they stand in the researcher's order of arms.
"use strict";

const order = new Intl.Collator("en", { numeric: true });

function value(row, column) {
  const cell = row.cells[column];
  return cell.dataset.sort ?? cell.textContent.trim();
}

function compare(a, b) {
  const [first, second] = [Number(a), Number(b)];
  return a !== "" && b !== "" && !Number.isNaN(first) && !Number.isNaN(second) ? first - second : order.compare(a, b);
}

// What has no value comes last, whichever way.
function sort(table, column, sign) {
  const body = table.tBodies[0];
  const empty = (text) => text === "" || text === "–";
  const rows = [...body.rows].map((row) => [value(row, column), row]);
  rows.sort(([a], [b]) => (empty(a) || empty(b) ? empty(a) - empty(b) : sign * compare(a, b)));
  body.append(...rows.map(([, row]) => row));
}

function press(table, head) {
  const up = head.getAttribute("aria-sort") !== "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  sort(table, head.cellIndex, up ? 1 : -1);
}

for (const table of document.querySelectorAll("table.sortable")) {
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => press(table, head));
    head.append(button);
  }
}
