// Spares the matrix its reloads: sorting, filtering and opening a cell exchange parts of the page in place, and arrow
// keys go from cell to cell. The server makes all HTML and all addresses.

const EXCHANGED = ["status", "cell", "matrix"];
const WAIT_FOR_TYPING = 200;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const form = document.getElementById("view");
let latest = 0;
let typing;

const keyOf = (link) => {
  const cell = link?.closest("td[data-disease]");
  return cell ? `[data-finding="${CSS.escape(cell.parentElement.dataset.finding)}"] [data-disease="${CSS.escape(cell.dataset.disease)}"] a` : null;
};

// One cell is reached with the Tab key, the others from there.
function reachable(link) {
  for (const each of document.querySelectorAll("#matrix td a")) each.tabIndex = -1;
  const first = link ?? document.querySelector("#matrix td a");
  if (first) first.tabIndex = 0;
}

function formAddress() {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) fields.append(name, value);
  return `${form.action}?${fields}`;
}

async function show(address, { remember = "pushState", only = EXCHANGED } = {}) {
  const mine = ++latest;
  const focused = keyOf(document.activeElement);
  const scrolled = document.querySelector("#matrix .window");
  const at = scrolled && [scrolled.scrollLeft, scrolled.scrollTop];
  let response;
  let html;
  try {
    response = await fetch(address, { headers: { Accept: "text/html" } });
    html = await response.text();
  } catch {
    response = null;
  }
  if (mine !== latest) return false;
  // What cannot be shown in place is shown as the page that the server makes of it.
  if (!response?.ok) return location.assign(address);
  const arrived = new DOMParser().parseFromString(html, "text/html");
  for (const id of only) document.getElementById(id).replaceChildren(...arrived.getElementById(id).childNodes);
  if (remember) history[remember](null, "", address);
  const window = document.querySelector("#matrix .window");
  if (window && at) window.scrollTo(...at);
  const again = focused && document.querySelector(focused);
  reachable(again);
  again?.focus({ preventScroll: true });
  return true;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(formAddress());
});
form.addEventListener("change", (event) => {
  if (event.target.name !== "q") show(formAddress());
});
form.addEventListener("input", (event) => {
  if (event.target.name !== "q") return;
  clearTimeout(typing);
  typing = setTimeout(() => show(formAddress(), { remember: "replaceState" }), WAIT_FOR_TYPING);
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-view], #matrix td a");
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const opens = link.matches("td a");
  const key = keyOf(link);
  if (!(await show(link.href, opens ? { only: ["cell"] } : {}))) return;
  const sort = new URL(link.href).searchParams.get("sort");
  if (sort && !opens) form.elements.sort.value = sort;
  const cell = document.getElementById("cell");
  if (opens) {
    cell.dataset.from = key;
    cell.focus();
  } else if (link.closest("#cell, [data-from]")) {
    document.querySelector(cell.dataset.from)?.focus();
  }
});

document.addEventListener("keydown", (event) => {
  const cell = document.getElementById("cell");
  if (event.key === "Escape" && cell.contains(document.activeElement)) {
    return document.querySelector(cell.dataset.from || "#matrix td a[tabindex='0']")?.focus();
  }
  const step = ARROWS[event.key];
  const here = document.activeElement?.closest?.("#matrix td");
  if (!step || !here || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  event.preventDefault();
  const rows = [...document.querySelectorAll("#matrix tr[data-finding]")];
  let [column, row] = [here.cellIndex + step[0], rows.indexOf(here.parentElement) + step[1]];
  // Empty cells are passed over.
  while (rows[row]?.cells[column]) {
    const link = rows[row].cells[column].matches("td") && rows[row].cells[column].querySelector("a");
    if (link) {
      reachable(link);
      return link.focus();
    }
    [column, row] = [column + step[0], row + step[1]];
  }
  return undefined;
});

addEventListener("popstate", () => location.reload());
document.documentElement.classList.add("scripted");
reachable();
