// Saves the page its reloads: suggestions while typing, and the case and its answer exchanged in place.
// The server makes all HTML and all addresses; nothing of the case is kept here.

import { suggestions } from "./suggestions.js";

const EXCHANGED = ["findings", "answer", "status"];
const entry = document.getElementById("entry");
const search = document.getElementById("add");
let latest = 0;

function addressOfForm(overrides = {}) {
  const fields = new URLSearchParams(new FormData(entry));
  fields.delete("as");
  fields.delete("add");
  for (const [name, value] of Object.entries(overrides)) fields.append(name, value);
  return `${entry.action}?${fields}`;
}

function chosenState() {
  return entry.elements.as.value;
}

function exchange(html) {
  const arrived = new DOMParser().parseFromString(html, "text/html");
  const opened = new Set([...document.querySelectorAll("details[open][id]")].map((each) => each.id));
  const focused = document.activeElement?.id;
  for (const id of EXCHANGED) {
    document.getElementById(id).replaceChildren(...arrived.getElementById(id).childNodes);
  }
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  for (const name of ["age", "sex"]) {
    if (document.activeElement !== entry.elements[name]) entry.elements[name].value = arrived.getElementById(name).value;
  }
  document.title = arrived.title;
  if (focused && document.activeElement?.id !== focused) (document.getElementById(focused) ?? search).focus();
}

async function show(address, remember = true) {
  const mine = ++latest;
  const answer = document.getElementById("answer");
  answer.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const html = await response.text();
    if (mine !== latest) return;
    if (!html.includes('id="answer"')) throw new Error(`status ${response.status}`);
    exchange(html);
    if (remember) history.pushState(null, "", response.url);
  } catch {
    // The browser's own way shows what is wrong better than we could.
    if (mine === latest) location.assign(address);
  } finally {
    if (mine === latest) answer.setAttribute("aria-busy", "false");
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-case]");
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(link.href);
});

entry.addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = search.value.trim();
  search.value = "";
  show(addressOfForm(typed ? { add: typed, as: chosenState() } : {}));
});

for (const name of ["age", "sex"]) entry.elements[name].addEventListener("change", () => show(addressOfForm()));

addEventListener("popstate", () => show(location.href, false));

suggestions(search, document.getElementById("suggestions"), (finding, shifted) => {
  search.value = "";
  show(addressOfForm({ add: finding.id, as: shifted ? "absent" : chosenState() }));
});
