// Answers as a table. Our own, because YASR's table makes markup from strings: here every value of the graph is the
// text of a node, and only a http or https IRI becomes a link. Rows are those of the answer, unchanged.

import { csv } from "./csv.js";
import { cell, printed } from "./term.js";

const PAGE = 50;
const NUMERIC = /#(?:integer|decimal|double|float|int|long|short|byte|nonNegativeInteger|positiveInteger)$/;
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="none" stroke="currentColor" d="M1.5 2.5h13v11h-13zm0 4h13m-13 3.5h13m-8.5-7.5v11"/></svg>';

export class ResultTable {
  label = "Table";
  priority = 10;

  /** The plugin for a page that says, as `data-namespace` and `data-terms`, which IRIs have pages here. */
  static reading({ namespace, terms }) {
    return class extends ResultTable {
      own = { namespace, terms };
    };
  }

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return answer(this.yasr.results) !== null;
  }

  getIcon() {
    return new DOMParser().parseFromString(ICON, "image/svg+xml").documentElement;
  }

  download(name = "answer") {
    const found = answer(this.yasr.results);
    return { contentType: "text/csv", filename: `${name}.csv`, title: "Download as CSV", getData: () => csv(found) };
  }

  draw() {
    const { columns, rows } = answer(this.yasr.results);
    this.columns = columns;
    this.prefixes = Object.entries(this.yasr.getPrefixes()).sort(([, one], [, other]) => other.length - one.length);
    this.rows = rows.map((row, index) => ({ number: index + 1, cells: columns.map((name) => row[name]) }));
    this.order = { column: null, descending: false };
    this.wanted = "";
    this.page = 0;
    this.table = document.createElement("table");
    this.body = document.createElement("tbody");
    this.table.append(this.head(), this.body);
    const wide = document.createElement("div");
    wide.className = "answer-rows";
    wide.tabIndex = 0;
    wide.setAttribute("role", "region");
    wide.setAttribute("aria-label", "Rows of the answer");
    wide.append(this.table);
    this.pages = document.createElement("nav");
    this.pages.setAttribute("aria-label", "Pages of the answer");
    this.yasr.resultsEl.append(rows.length ? wide : "The answer has no rows.", this.pages);
    this.drawFilter();
    this.show();
  }

  destroy() {
    this.filter?.remove();
  }

  head() {
    const row = document.createElement("tr");
    row.append(headed(document.createTextNode("#")));
    this.headings = this.columns.map((name, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.addEventListener("click", () => this.sort(column));
      return headed(button);
    });
    row.append(...this.headings);
    const head = document.createElement("thead");
    head.append(row);
    return head;
  }

  drawFilter() {
    this.filter?.remove();
    this.filter = document.createElement("input");
    this.filter.type = "search";
    this.filter.placeholder = "Filter rows";
    this.filter.setAttribute("aria-label", "Filter rows");
    this.filter.addEventListener("input", () => {
      this.wanted = this.filter.value.trim().toLowerCase();
      this.page = 0;
      this.show();
    });
    this.yasr.pluginControls.append(this.filter);
  }

  sort(column) {
    const again = this.order.column === column;
    this.order = { column, descending: again && !this.order.descending };
    this.headings.forEach((heading, index) => {
      if (index === column) heading.setAttribute("aria-sort", this.order.descending ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    });
    this.show();
  }

  show() {
    const rows = this.chosen();
    const first = this.page * PAGE;
    this.body.replaceChildren(...rows.slice(first, first + PAGE).map((row) => this.row(row)));
    this.drawPages(rows.length);
  }

  chosen() {
    const { column, descending } = this.order;
    const rows = this.wanted ? this.rows.filter((row) => this.holds(row)) : [...this.rows];
    if (column === null) return rows;
    return rows.sort((one, other) => (descending ? -1 : 1) * compared(one.cells[column], other.cells[column]));
  }

  holds(row) {
    return row.cells.some((term) => term && printed(term, this.prefixes).toLowerCase().includes(this.wanted));
  }

  row({ number, cells }) {
    const row = document.createElement("tr");
    const place = document.createElement("td");
    place.className = "place";
    place.textContent = number;
    row.append(place, ...cells.map((term) => cell(term, this.prefixes, this.own)));
    return row;
  }

  drawPages(count) {
    const last = Math.max(Math.ceil(count / PAGE) - 1, 0);
    const text = document.createElement("span");
    text.textContent = `Page ${this.page + 1} of ${last + 1}`;
    const parts = [this.turn("Previous", -1, this.page === 0), text, this.turn("Next", 1, this.page === last)];
    this.pages.replaceChildren(...parts);
    this.pages.hidden = last === 0;
  }

  turn(name, by, ends) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.disabled = ends;
    button.addEventListener("click", () => {
      this.page += by;
      this.show();
      this.table.scrollIntoView({ block: "nearest" });
    });
    return button;
  }
}

/** Columns and rows of an answer; null when it has none. YASR's own reading of JSON would fill in "{{…}}" in literals. */
function answer(results) {
  if (!results || results.hasError()) return null;
  const read = results.getType() === "json" ? parsed(results.getOriginalResponseAsString()) : results.getAsJson();
  const rows = read?.results?.bindings;
  return rows ? { columns: read.head.vars, rows } : null;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function headed(content) {
  const heading = document.createElement("th");
  heading.scope = "col";
  heading.append(content);
  return heading;
}

/** Numbers by value and before all else, then text as people order it; what is unbound comes first. */
function compared(one, other) {
  if (!one || !other) return Number(Boolean(one)) - Number(Boolean(other));
  const numeric = [one, other].map((each) => NUMERIC.test(each.datatype ?? ""));
  if (numeric[0] && numeric[1]) return Number(one.value) - Number(other.value);
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  return one.value.localeCompare(other.value, "en-GB", { numeric: true });
}
