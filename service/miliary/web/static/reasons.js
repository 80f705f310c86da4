// Reads the reasons of a disease when it is opened; what was open before an exchange comes with the exchange.

async function read(body, unreachable) {
  const address = body.dataset.reasons;
  delete body.dataset.reasons;
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const arrived = new DOMParser().parseFromString(await response.text(), "text/html");
    body.replaceChildren(...arrived.body.childNodes);
  } catch {
    body.dataset.reasons = address; // asked for again when it is opened again
    body.textContent = unreachable;
  }
}

export function reasons(answer, unreachable) {
  // `toggle` does not bubble.
  answer.addEventListener(
    "toggle",
    (event) => {
      const body = event.target.open && event.target.querySelector(":scope > [data-reasons]");
      if (body) read(body, unreachable);
    },
    true,
  );
}
