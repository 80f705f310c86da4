// Narrows a list as one types; without it the form asks the server, with the same answer.

const input = document.getElementById("q");
const rows = [...document.querySelectorAll("#rows tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);

function narrow() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const [row, text] of rows) {
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown += 1;
  }
  document.getElementById("shown").textContent = shown;
  document.getElementById("none").hidden = shown > 0;
}

input.addEventListener("input", narrow);
