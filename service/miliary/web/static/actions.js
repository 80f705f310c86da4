// What can be done with a case besides changing it: undo, copy its link or its text, print. Each is a button with
// `data-action`; what it says once it is done stands in its `data-done`.

const SHOWN_FOR = 1500;

async function copied(button, text) {
  await navigator.clipboard.writeText(text);
  const label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = label; }, SHOWN_FOR);
}

async function textOf(address) {
  const response = await fetch(address, { headers: { Accept: "text/plain" } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.text();
}

const ACTIONS = {
  "copy-link": (button) => copied(button, location.href),
  "copy-text": async (button) => copied(button, await textOf(button.dataset.address)),
  print: () => print(),
};

// Calls `failed(button)` where the browser does not let us, or the server does not answer.
export function actions(undo, failed) {
  document.documentElement.classList.add("scripted");
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-action]");
    if (!button) return;
    try {
      await (button.dataset.action === "undo" ? undo() : ACTIONS[button.dataset.action](button));
    } catch {
      failed(button);
    }
  });
}
