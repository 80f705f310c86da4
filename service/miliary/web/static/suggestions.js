// A combobox over a search for terms (the pattern of the ARIA Authoring Practices, list autocomplete).

const WAIT = 120;

async function findings(typed, signal) {
  const fields = new URLSearchParams({ q: typed, limit: "12" });
  const response = await fetch(`/api/v1/findings?${fields}`, { signal });
  return response.ok ? (await response.json()).findings : [];
}

// Calls `picked(finding, event)` when a suggestion is chosen with Enter or a click; the event tells which keys were held.
// `search(typed, signal)` finds what is suggested: findings, unless another search is given.
export function suggestions(input, list, picked, search = findings) {
  let found = [];
  let active = -1;
  let timer = 0;
  let request = null;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", list.dataset.label);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) {
    input.setAttribute(name, value);
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    found = [];
    active = -1;
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(index) {
    active = index;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === index)));
    const item = list.children[index];
    if (!item) return;
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  function option(finding, place) {
    const item = document.createElement("li");
    item.id = `${list.id.replace(/s$/, "")}-${place}`;
    item.setAttribute("role", "option");
    const label = document.createElement("span");
    label.className = "label";
    label.textContent = finding.label;
    const about = document.createElement("span");
    about.className = "quiet";
    const synonym = finding.matched.toLowerCase() === finding.label.toLowerCase() ? "" : `${finding.matched} · `;
    about.textContent = synonym + finding.kind.label;
    item.append(label, about);
    // Before the input loses its focus to the click.
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      pick(place, event);
    });
    return item;
  }

  function open(findings) {
    found = findings;
    list.replaceChildren(...findings.map(option));
    list.hidden = findings.length === 0;
    input.setAttribute("aria-expanded", String(findings.length > 0));
    input.removeAttribute("aria-activedescendant");
    activate(findings.length ? 0 : -1);
  }

  function pick(place, event) {
    const finding = found[place];
    close();
    input.value = "";
    picked(finding, event);
  }

  async function ask() {
    const typed = input.value.trim();
    if (!typed) return close();
    request?.abort();
    request = new AbortController();
    try {
      const fitting = await search(typed, request.signal);
      if (input.value.trim() === typed) open(fitting);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = found.length - 1;
    if (event.key === "ArrowDown" && found.length) activate(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp" && found.length) activate(active > 0 ? active - 1 : last);
    else if (event.key === "Enter" && active >= 0) pick(active, event);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
  // Who was quicker than this script has typed already.
  if (document.activeElement === input) ask();
}
