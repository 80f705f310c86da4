// Saves the page its reloads: suggestions while typing, and the case and its answer exchanged in place.
// The server makes all HTML, all words and all addresses; nothing of the case is kept here.

import { actions } from "./actions.js";
import { reasons } from "./reasons.js";
import { kinds } from "./kinds.js";
import { suggestions } from "./suggestions.js";

const EXCHANGED = ["findings", "answer", "status"];
const entry = document.getElementById("entry");
const search = document.getElementById("add");
const notice = document.getElementById("notice");
let latest = 0;
let step = history.state?.step ?? 0;

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

// The pieces that change with the case, for any address of the page; diseases that are open stay so.
function addressOfPieces(address) {
  const pieces = new URL(address, location);
  pieces.pathname = "/answer";
  for (const each of document.querySelectorAll("details.disease[open]")) pieces.searchParams.append("open", each.id);
  return pieces;
}

function exchangeOne(id, arrived) {
  const place = document.getElementById(id);
  const fresh = arrived.querySelector(`#${id}`);
  if (id === "answer") {
    if ("waiting" in fresh.dataset && place.querySelector(".group")) return keepAsStale(place);
    place.classList.remove("stale");
  }
  place.replaceChildren(...fresh.childNodes);
}

function exchange(arrived, pieces) {
  const opened = new Set([...document.querySelectorAll("details[open][id]")].map((each) => each.id));
  const focused = document.activeElement?.id;
  notice.replaceChildren();
  for (const id of EXCHANGED) exchangeOne(id, arrived);
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  const invalid = pieces.dataset.invalid.split(" ");
  for (const name of ["age", "sex"]) {
    const field = entry.elements[name];
    if (document.activeElement !== field) field.value = pieces.dataset[name];
    field.toggleAttribute("aria-invalid", invalid.includes(name));
    if (invalid.includes(name)) field.setAttribute("aria-invalid", "true");
  }
  document.title = arrived.querySelector("title").textContent;
  markUndo();
  if (focused && document.activeElement?.id !== focused) (document.getElementById(focused) ?? search).focus();
}

function markUndo() {
  for (const button of document.querySelectorAll('[data-action="undo"]')) button.disabled = step < 1;
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
    const response = await fetch(addressOfPieces(address), { headers: { Accept: "text/html" } });
    const html = await response.text();
    if (mine !== latest) return;
    const arrived = new DOMParser().parseFromString(html, "text/html");
    const pieces = arrived.getElementById("exchange");
    if (!pieces) return tell(arrived.querySelector("main .lead")?.textContent, address);
    if (remember) {
      step += 1;
      history.pushState({ step }, "", pieces.dataset.address);
    }
    exchange(arrived, pieces);
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

addEventListener("popstate", (event) => {
  step = event.state?.step ?? 0;
  show(location.href, false);
});

function undo() {
  if (step > 0) history.back();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  if (document.activeElement?.matches("input, textarea") && document.activeElement.value) return;
  event.preventDefault();
  undo();
});

suggestions(search, document.getElementById("suggestions"), (finding, event) => {
  search.value = "";
  show(addressOfForm({ add: finding.id, as: stateFor(event) }));
});

reasons(document.getElementById("answer"), notice.dataset.unreachable);
kinds(document.getElementById("kinds"));
actions(undo, () => tell(notice.dataset.refused, location.href));
markUndo();
