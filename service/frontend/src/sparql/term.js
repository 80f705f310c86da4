// One RDF term as text or as nodes. Never as markup.

const XSD_STRING = "http://www.w3.org/2001/XMLSchema#string";

/** The cell of a table; an unbound variable leaves it empty. */
export function cell(term, prefixes, own) {
  const place = document.createElement("td");
  if (!term) return place;
  if (term.type === "triple") place.append(printed(term, prefixes));
  else if (term.type === "uri") place.append(link(term.value, prefixes, own));
  else place.append(text(term));
  const kind = kindOf(term, prefixes);
  if (kind) {
    const mark = document.createElement("sup");
    mark.textContent = kind;
    place.append(mark);
  }
  return place;
}

/** The term as it would be read aloud: for filters and for terms inside quoted triples. */
export function printed(term, prefixes) {
  if (term.type === "triple") {
    const { subject, predicate, object } = term.value;
    return `<< ${[subject, predicate, object].map((each) => printed(each, prefixes)).join(" ")} >>`;
  }
  if (term.type === "uri") return compact(term.value, prefixes);
  return (term.type === "bnode" ? "_:" : "") + term.value + kindOf(term, prefixes);
}

function text(term) {
  const shown = document.createElement("span");
  shown.dir = "auto";
  shown.textContent = (term.type === "bnode" ? "_:" : "") + term.value;
  return shown;
}

function kindOf(term, prefixes) {
  if (term["xml:lang"]) return `@${term["xml:lang"]}`;
  return term.datatype && term.datatype !== XSD_STRING ? `^^${compact(term.datatype, prefixes)}` : "";
}

function link(iri, prefixes, own) {
  const address = addressOf(iri, own);
  const shown = document.createElement(address ? "a" : "span");
  shown.textContent = compact(iri, prefixes);
  shown.title = iri;
  if (address) {
    shown.href = address;
    shown.rel = "noopener noreferrer";
  }
  return shown;
}

/** Where an IRI leads: our own terms to their pages, others only by http or https. */
function addressOf(iri, { namespace, terms }) {
  const name = iri.startsWith(namespace) ? iri.slice(namespace.length) : "";
  if (/^[\w.-]+$/.test(name)) return terms + encodeURIComponent(name);
  return /^https?:\/\//i.test(iri) && URL.canParse(iri) ? iri : null;
}

function compact(iri, prefixes) {
  const found = prefixes.find(([, namespace]) => namespace && iri.startsWith(namespace));
  const name = found ? iri.slice(found[1].length) : "";
  return found && /^[\w.-]*$/.test(name) ? `${found[0]}:${name}` : iri;
}
