// What the endpoint says when it does not answer (problem+json, RFC 9457), in its own words.

const UNREACHABLE = "The service could not be reached. It may be restarting; ask again in a moment.";
const STOPPED = "The query was stopped.";
// What somebody can do about it, where the status tells.
const ADVICE = {
  413: "Ask for less: fewer columns, a FILTER, or a LIMIT.",
  429: "Too many queries came from your address; wait a moment.",
  503: "The query took too long or needed too much; make it narrower, or ask again later.",
};

// YASR hands over the body of the answer as the text of an error.
export async function showProblem({ text }) {
  const problem = parsed(text);
  const place = document.createElement("div");
  place.className = "message";
  place.setAttribute("role", "alert");
  if (problem === null) {
    place.append(line("p", failure(text)));
    return place;
  }
  place.append(line("strong", problem.title ?? "The query could not be answered"));
  if (problem.detail) place.append(line("p", problem.detail));
  if (ADVICE[problem.status]) place.append(line("p", ADVICE[problem.status]));
  return place;
}

/** What a browser says when there is no answer at all differs from one to the next; only what it means is told. */
function failure(text) {
  if (/abort/i.test(text)) return STOPPED;
  return !text || /fetch|network|load failed/i.test(text) ? UNREACHABLE : text;
}

function parsed(text) {
  try {
    const problem = JSON.parse(text);
    return problem !== null && typeof problem === "object" && !Array.isArray(problem) ? problem : null;
  } catch {
    return null;
  }
}

function line(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
