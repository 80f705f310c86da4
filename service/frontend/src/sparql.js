// The page /sparql: YASGUI in place of the plain form. Everything it asks, it asks of this server.

import Yasgui from "@zazuko/yasgui";

import "./sparql.css";
import { completeFrom } from "./sparql/completion.js";
import { offerExamples } from "./sparql/examples.js";
import { showProblem } from "./sparql/problem.js";
import { ResultTable } from "./sparql/table.js";

const place = document.getElementById("workbench");
const bench = document.getElementById("bench");
const form = document.getElementById("plain");
const endpoint = new URL(place.dataset.endpoint, document.location).href;

function configure(material) {
  const { Yasqe, Yasr } = Yasgui;
  completeFrom(Yasqe, material);
  Yasr.registerPlugin("table", ResultTable.reading(place.dataset));
  Yasr.defaults.prefixes = material.prefixes;
  Yasr.defaults.errorRenderers = [showProblem];
  // An answer kept for later would be one of another version of the knowledge.
  Yasr.defaults.maxPersistentResponseSize = 0;
  // A link holds the query, no more: neither an endpoint nor a header can come from outside.
  Yasgui.Tab.prototype.getShareableLink = function link() {
    return `${endpoint}#query=${encodeURIComponent(this.getQuery())}`;
  };
}

function open() {
  const always = (value) => () => value;
  return new Yasgui(place, {
    autofocus: false,
    persistenceId: "miliary",
    populateFromUrl: false,
    copyEndpointOnNewTab: false,
    endpointCatalogueOptions: { getData: () => [] },
    // As functions they also win over what an earlier visit left in the browser.
    requestConfig: {
      endpoint: always(endpoint),
      method: always("POST"),
      acceptHeaderSelect: always("application/sparql-results+json"),
      acceptHeaderGraph: always("text/turtle"),
    },
    yasqe: { value: form.elements.query.value, screenReaderLabel: form.querySelector("label").textContent },
  });
}

function show(yasgui, name, query) {
  yasgui.addTab(true, { name, yasqe: { value: query } }, { avoidDuplicateTabs: true });
}

function openLinked(yasgui) {
  const query = new URLSearchParams(document.location.hash.slice(1)).get("query");
  if (query === null) return;
  history.replaceState(null, "", document.location.pathname);
  show(yasgui, "Linked query", query);
}

async function materialFrom(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

async function start() {
  const material = await materialFrom(place.dataset.material);
  configure(material);
  // Shown first: a hidden editor cannot measure itself.
  bench.hidden = false;
  const yasgui = open();
  form.hidden = true;
  offerExamples(document.getElementById("examples"), material.examples, (each) => show(yasgui, each.title, each.query));
  openLinked(yasgui);
  window.addEventListener("hashchange", () => openLinked(yasgui));
}

// Without the material the plain form, which needs none of this, simply stays.
start().catch((error) => {
  bench.hidden = true;
  form.hidden = false;
  console.warn(error);
});
