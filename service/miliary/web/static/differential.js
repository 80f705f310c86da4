// Saves the page its reloads: suggestions while typing, and the case and its answer exchanged in place.
// The server makes all HTML and all addresses; nothing of the case is kept here.

import { actions } from "./actions.js";
import { suggestions } from "./suggestions.js";

const EXCHANGED = ["findings", "answer", "status"];
const entry = document.getElementById("entry");
const search = document.getElementById("add");
const notice = document.getElementById("notice");
let latest = 0;
let changes = 0;

function addressOfForm(overrides = {}) {
  const fields = new URLSearchParams(new FormData(entry));
  fields.delete("as");
  fields.delete("add");
  for (const [name, value] of Object.entries(overrides)) fields.append(name, value);
  return `${entry.action}?${fields}`;
}

function stateFor(event) {
  if (event.shiftKey) return "absent";
  return event.ctrlKey || event.metaKey ? "not_assessed" : entry.elements.as.value;
}

// A case that cannot be used yet has no answer; the last one stays in sight, marked as that of the case before.
function keepAsStale(answer) {
  answer.classList.add("stale");
  if (answer.querySelector(".stale-note")) return;
  const note = document.createElement("p");
  note.className = "stale-note";
  note.textContent = answer.dataset.stale;
  answer.prepend(note);
}

function exchangeOne(id, arrived) {
  const place = document.getElementById(id);
  const fresh = arrived.getElementById(id);
  if (id === "answer") {
    if ("waiting" in fresh.dataset && place.querySelector(".group")) return keepAsStale(place);
    place.classList.remove("stale");
  }
  place.replaceChildren(...fresh.childNodes);
}

function exchange(html) {
  const arrived = new DOMParser().parseFromString(html, "text/html");
  const opened = new Set([...document.querySelectorAll("details[open][id]")].map((each) => each.id));
  const focused = document.activeElement?.id;
  notice.replaceChildren();
  for (const id of EXCHANGED) exchangeOne(id, arrived);
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  for (const name of ["age", "sex"]) {
    if (document.activeElement !== entry.elements[name]) entry.elements[name].value = arrived.getElementById(name).value;
  }
  document.title = arrived.title;
  markUndo();
  if (focused && document.activeElement?.id !== focused) (document.getElementById(focused) ?? search).focus();
}

function markUndo() {
  for (const button of document.querySelectorAll('[data-action="undo"]')) button.disabled = changes < 1;
}

// What went wrong, kindly: the case on the page stays as it was, and the change can be tried again.
function tell(reason, address) {
  const text = document.createElement("p");
  text.textContent = reason || notice.dataset.unreachable;
  const again = document.createElement("a");
  again.href = address;
  again.dataset.case = "";
  again.textContent = notice.dataset.again;
  const message = document.createElement("div");
  message.className = "message";
  message.setAttribute("role", "alert");
  message.append(text, again);
  notice.replaceChildren(message);
}

async function show(address, remember = true) {
  const mine = ++latest;
  const answer = document.getElementById("answer");
  answer.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const html = await response.text();
    if (mine !== latest) return;
    if (!html.includes('id="answer"')) {
      const page = new DOMParser().parseFromString(html, "text/html");
      return tell(page.querySelector("main .lead")?.textContent, address);
    }
    if (remember) {
      history.pushState(null, "", response.url);
      changes += 1;
    }
    exchange(html);
  } catch {
    if (mine === latest) tell("", address);
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

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.activeElement?.matches("input, select, textarea")) return;
  event.preventDefault();
  search.focus();
});

entry.addEventListener("submit", (event) => {
  event.preventDefault();
  const added = event.submitter?.name === "add" ? event.submitter.value : search.value.trim();
  search.value = "";
  show(addressOfForm(added ? { add: added, as: entry.elements.as.value } : {}));
});

for (const name of ["age", "sex"]) entry.elements[name].addEventListener("change", () => show(addressOfForm()));

addEventListener("popstate", () => {
  changes = Math.max(0, changes - 1);
  show(location.href, false);
});

suggestions(search, document.getElementById("suggestions"), (finding, event) => {
  search.value = "";
  show(addressOfForm({ add: finding.id, as: stateFor(event) }));
});

actions(() => history.back(), () => tell(notice.dataset.refused, location.href));
markUndo();
