// An answer as SPARQL 1.1 Query Results CSV: plain values, CRLF, quoted only where needed.

export function csv({ columns, rows }) {
  const lines = [columns, ...rows.map((row) => columns.map((name) => value(row[name])))];
  return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}

function value(term) {
  if (!term) return "";
  return term.type === "bnode" ? `_:${term.value}` : String(term.value);
}

function quoted(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
