import { el, follow, set, text } from "./dom.js";

/**
 * A table that can be sorted by its headings. Roles are written out, since on narrow screens each row is laid out as a card and browsers
 * then forget that it is one.
 * A column: { id, label, value: row => what to sort by, show: (cell, row) => fills the cell, kind: "number" | "wide" | undefined }.
 */
export function table({ caption, columns, keyOf, order, empty, rowClass }) {
  let sort = order ?? null;
  let rows = [];
  const headings = new Map();
  const body = el("tbody", { role: "rowgroup" });
  const nothing = el("p", { class: "empty" }, empty);

  const head = el("tr", { role: "row" }, ...columns.map(column => {
    const mark = el("span", { class: "mark", "aria-hidden": "true" });
    const cell = el("th", { role: "columnheader", scope: "col", class: column.kind });
    if (column.value) {
      cell.append(el("button", { type: "button", click: () => sortBy(column) }, column.label, mark));
    } else {
      cell.append(column.label);
    }
    headings.set(column.id, { cell, mark });
    return cell;
  }));

  function sortBy(column) {
    sort = { id: column.id, down: sort?.id === column.id ? !sort.down : column.kind === "number" };
    draw();
  }

  function sorted() {
    const column = columns.find(candidate => candidate.id === sort?.id);
    if (!column) return rows;
    const sign = sort.down ? -1 : 1;
    return [...rows].sort((one, other) => {
      const [a, b] = [column.value(one), column.value(other)];
      if (a === b) return 0;
      if (a === null || a === undefined) return 1;
      if (b === null || b === undefined) return -1;
      return sign * (typeof a === "string" ? a.localeCompare(b) : a - b);
    });
  }

  function draw() {
    for (const [id, { cell, mark }] of headings) {
      const is = sort?.id === id;
      set(cell, { "aria-sort": is ? (sort.down ? "descending" : "ascending") : null });
      text(mark, is ? (sort.down ? "↓" : "↑") : "");
    }
    follow(body, sorted(), keyOf,
      () => el("tr", { role: "row" }, ...columns.map(column => el("td", { role: "cell", class: column.kind, "data-label": column.label }))),
      (node, row) => {
        if (rowClass) set(node, { class: rowClass(row) });
        columns.forEach((column, index) => column.show(node.children[index], row));
      });
    nothing.hidden = rows.length > 0;
    grid.hidden = rows.length === 0;
  }

  const grid = el("table", { role: "table" }, el("caption", { class: "unseen" }, caption), el("thead", { role: "rowgroup" }, head), body);
  return {
    root: el("div", { class: "table" }, grid, nothing),
    update(next) {
      rows = next;
      draw();
    },
  };
}

/** A column of plain text. */
export const plain = (id, label, of, more = {}) => ({ id, label, value: of, show: (cell, row) => text(cell, of(row) ?? "–"), ...more });

/** A column of figures that are sorted as numbers and shown as text. */
export const figure = (id, label, of, format) => ({
  id, label, kind: "number", value: of, show: (cell, row) => text(cell, format(of(row), row)),
});

/** Fills a cell once; afterwards its content is updated by what `make` returned. */
export function once(cell, make) {
  if (!cell.content) {
    cell.content = make();
    cell.append(cell.content.root);
  }
  return cell.content;
}
