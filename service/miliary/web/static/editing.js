// Saves an editor typing: terms suggested from the term service, further lines, and the new source document unfolded.
// Without it the forms do the same: an unknown word comes back with the terms that may have been meant.

import { suggestions } from "./suggestions.js";

const MOST = "12";

function asking(kinds) {
  return async (typed, signal) => {
    const fields = new URLSearchParams({ q: typed, size: MOST });
    for (const kind of kinds) fields.append("kind", kind);
    const response = await fetch(`/api/v1/terms?${fields}`, { signal });
    if (!response.ok) return [];
    const { terms } = (await response.json())._embedded;
    return terms.map((term) => ({
      label: term.label,
      matched: term.matched.called === "identifier" ? term.label : term.matched.text,
      kind: { label: term.kind?.label ?? "" },
    }));
  };
}

function suggest(input, number) {
  const list = document.createElement("ul");
  list.id = `terms-${number}`;
  list.className = "suggestions";
  list.hidden = true;
  list.dataset.label = input.dataset.label;
  input.after(list);
  const kinds = input.dataset.kinds.split(" ").filter(Boolean);
  suggestions(input, list, (term) => (input.value = term.label), asking(kinds));
}

function furtherLine(control) {
  const inputs = control.querySelectorAll("input[type=text]");
  const last = inputs[inputs.length - 1];
  if (!last.value || last.readOnly) return;
  const next = last.cloneNode();
  next.value = "";
  next.removeAttribute("id");
  next.removeAttribute("required");
  next.setAttribute("aria-label", control.querySelector("label").textContent);
  (last.nextElementSibling?.classList.contains("suggestions") ? last.nextElementSibling : last).after(next);
  if (next.dataset.kinds !== undefined) suggest(next, document.querySelectorAll(".suggestions").length);
}

document.querySelectorAll("input[data-kinds]").forEach(suggest);

for (const control of document.querySelectorAll(".control[data-several]")) {
  control.addEventListener("change", () => furtherLine(control));
}

const choices = [...document.querySelectorAll("select[data-new-document]")];
const described = document.getElementById("new-document");
const unfold = () => (described.open = choices.some((choice) => choice.value === "new"));
for (const choice of choices) {
  unfold(); // it may have been chosen before this script was there
  choice.addEventListener("change", () => {
    if (unfold() && choice.value === "new") described.querySelector("input").focus();
  });
}

// What a proposal would do takes seconds to compute: the page is there before it.
const effect = document.getElementById("effect");
if (effect?.dataset.from) {
  const response = await fetch(effect.dataset.from, { headers: { Accept: "text/html" } });
  const found = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("effect");
  if (response.ok && found) effect.replaceWith(document.adoptNode(found));
}
