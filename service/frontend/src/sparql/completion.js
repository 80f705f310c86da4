// Completion from our own terms and prefixes. YASQE's completers that ask prefix.cc and LOV are taken out altogether.

const MOST = 60;
const LEAST_TYPED = 2;

export function completeFrom(Yasqe, { prefixes, terms }) {
  const namespaces = Object.entries(prefixes).sort(([, one], [, other]) => other.length - one.length);
  const known = terms.map((each) => ({ ...each, names: namesOf(each, namespaces) }));
  const labels = new Map(terms.map(({ id, label }) => [id, label]));
  delete Yasqe.Autocompleters.property;
  delete Yasqe.Autocompleters.class;
  // "prefixes" is also what declares a prefix as soon as it is used.
  Yasqe.forkAutocompleter("prefixes", {
    name: "prefixes",
    persistenceId: null,
    get: () => namespaces.map(([prefix, namespace]) => `${prefix}: <${namespace}>`).sort(),
  });
  Yasqe.registerAutocompleter({
    name: "terms",
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: (yasqe) => isTerm(yasqe.getCompleteToken()),
    get: (yasqe, token) => fitting(known, token).map(({ id }) => id),
    postProcessSuggestion: (yasqe, token, id) => compact(id, declaredFirst(yasqe, namespaces)),
    postprocessHints: (yasqe, hints) => hints.map((hint) => described(hint, labels, declaredFirst(yasqe, namespaces))),
  });
  // Not merged: lodash would keep what the shorter list leaves over.
  Yasqe.defaults.autocompleters = ["variables", "prefixes", "terms"];
}

/** What a term may be typed as: its CURIE, its local name, its label. */
function namesOf({ id, label }, namespaces) {
  const curie = compact(id, namespaces);
  return [curie, curie.slice(curie.indexOf(":") + 1), label].map(plain);
}

function isTerm(token) {
  const typed = token.string.trim();
  if (typed.length < LEAST_TYPED || !/^[\p{L}][\p{L}\p{N}:_.-]*$/u.test(typed)) return false;
  return token.type === "string-2" || token.type === "error" || token.state.OK === false;
}

function fitting(known, token) {
  const typed = plain(token.string.trim());
  const asProperty = token.state.possibleCurrent?.includes("a") ?? false;
  const found = known.map((each) => ({ id: each.id, label: each.label, rank: rank(each, typed, asProperty) }));
  return found
    .filter((each) => each.rank !== null)
    .sort((one, other) => one.rank - other.rank || one.label.length - other.label.length || one.id.localeCompare(other.id))
    .slice(0, MOST);
}

/** The lower, the closer: first what can stand there, then a name that begins with what was typed, then one that holds it. */
function rank({ names, role }, typed, asProperty) {
  if (!names.some((name) => name.includes(typed))) return null;
  const begins = names.some((name) => name.startsWith(typed));
  const beginsWord = names.some((name) => name.includes(` ${typed}`));
  return 3 * ((role === "property") !== asProperty) + (begins ? 0 : beginsWord ? 1 : 2);
}

function described(hint, labels, namespaces) {
  const label = labels.get(expanded(hint.text, namespaces));
  return { ...hint, displayText: label ? `${hint.text}  ${label}` : hint.text };
}

function declaredFirst(yasqe, namespaces) {
  return [...Object.entries(yasqe.getPrefixesFromQuery()), ...namespaces];
}

function compact(id, namespaces) {
  const found = namespaces.find(([, each]) => id.startsWith(each) && /^\w(?:[\w.-]*[\w-])?$/.test(id.slice(each.length)));
  return found ? `${found[0]}:${id.slice(found[1].length)}` : `<${id}>`;
}

function expanded(text, namespaces) {
  if (text.startsWith("<")) return text.slice(1, -1);
  const [prefix] = text.split(":", 1);
  const namespace = namespaces.find(([each]) => each === prefix)?.[1];
  return namespace + text.slice(prefix.length + 1);
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
