// The graph around a disease, drawn by cytoscape from /api/v1/graph; the table on the page says the same.

import cytoscape from "cytoscape";

const place = document.getElementById("graph");
const RINGS = 3;
const MARGIN = 24;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// How an edge speaks: for the disease, against it, or with no weight of its own.
function side({ decibans }) {
  if (decibans === null || decibans === 0) return "none";
  return decibans > 0 ? "for" : "against";
}

const ring = (number, size) => 170 + 110 * number + 2 * size;

function at(number, size, radius) {
  const angle = (2 * Math.PI * number) / size - Math.PI / 2;
  return { x: 1.6 * radius * Math.cos(angle), y: radius * Math.sin(angle) };
}

// Findings stand around the disease, those of a kind beside each other, on rings by turns so that labels have room.
function elements({ disease, nodes, edges }) {
  const made = [{ data: { id: disease.id, label: disease.label }, position: { x: 0, y: 0 }, classes: "disease" }];
  nodes.forEach((node, number) => {
    const edge = edges[number];
    made.push({
      data: { id: node.id, label: node.label, kind: node.kind.label },
      position: at(number, nodes.length, ring(number % RINGS, nodes.length)),
      classes: edge.conflicting ? "finding conflicting" : "finding",
    });
    made.push({
      data: { source: edge.from, target: edge.to, width: 1 + Math.min(6, Math.abs(edge.decibans ?? 0) / 2) },
      classes: side(edge),
    });
  });
  return [...made, ...kinds(nodes)];
}

// The kinds of findings are written outside, each before the middle of its findings.
function kinds(nodes) {
  const found = Map.groupBy(nodes.map((node, number) => [node.kind, number]), ([kind]) => kind.id);
  const radius = ring(RINGS, nodes.length);
  const stagger = 48; // kinds of a finding or two stand close to each other
  return [...found.values()].map((members, number) => {
    const middle = (members[0][1] + members.at(-1)[1]) / 2;
    const { label, id } = members[0][0];
    return { data: { id, label }, position: at(middle, nodes.length, radius + stagger * (number % 2)), classes: "kind" };
  });
}

function style() {
  const text = { "font-family": "system-ui, sans-serif", color: colour("ink") };
  return [
    {
      selector: "node",
      style: {
        ...text, label: "data(label)", shape: "round-rectangle", width: "label", height: "label", padding: "8px",
        "font-size": 18, "text-valign": "center", "text-wrap": "wrap", "text-max-width": "170px",
        "background-color": colour("sunken"), "border-width": 1.5, "border-color": colour("strong-line"),
      },
    },
    {
      selector: ".disease",
      style: {
        "font-size": 26, "font-weight": 700, padding: "18px", color: colour("on-accent"),
        "background-color": colour("accent"), "border-color": colour("accent"),
      },
    },
    {
      selector: ".kind",
      style: {
        "font-size": 22, "font-weight": 700, color: colour("quiet"), "background-opacity": 0, "border-width": 0,
        events: "no",
      },
    },
    {
      selector: ".conflicting",
      style: {
        "border-style": "double", "border-width": 6, "border-color": colour("warn-ink"),
        "background-color": colour("warn-soft"),
      },
    },
    { selector: "edge", style: { width: "data(width)", "curve-style": "straight", "line-color": colour("strong-line") } },
    { selector: "edge.for", style: { "line-color": colour("for") } },
    { selector: "edge.against", style: { "line-color": colour("against"), "line-style": "dashed" } },
    { selector: "edge.none", style: { "line-style": "dotted", width: 1 } },
    { selector: ".aside", style: { opacity: 0.25 } },
  ];
}

// The row of the finding in the table is where its statements and passages stand.
function leadToRow(event) {
  const row = document.getElementById(event.target.id().replace("mil:", ""));
  if (!row) return;
  row.querySelector("details")?.setAttribute("open", "");
  row.focus();
  row.scrollIntoView({ block: "center" });
}

// Larger and smaller about the middle of what is seen; 0 shows the whole.
function zoom(graph, factor) {
  if (!factor) return graph.fit(undefined, MARGIN);
  const renderedPosition = { x: graph.width() / 2, y: graph.height() / 2 };
  return graph.zoom({ level: graph.zoom() * factor, renderedPosition });
}

function draw(found) {
  // It warns of nodes that are as large as their label; the version that is locked has them.
  cytoscape.warnings(false);
  const graph = cytoscape({
    container: place, elements: elements(found), style: style(), layout: { name: "preset", padding: MARGIN },
    userZoomingEnabled: false, minZoom: 0.1, maxZoom: 3,
  });
  graph.on("tap", "node.finding", leadToRow);
  graph.on("mouseover", "node.finding", (event) => graph.elements().not(event.target.closedNeighborhood()).addClass("aside"));
  graph.on("mouseout", "node.finding", () => graph.elements().removeClass("aside"));
  addEventListener("resize", () => graph.fit(undefined, MARGIN));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph.style(style()));
  for (const button of document.querySelectorAll("button[data-zoom]")) {
    button.addEventListener("click", () => zoom(graph, Number(button.dataset.zoom)));
  }
  place.dataset.drawn = String(graph.nodes().length);
}

try {
  document.documentElement.classList.add("scripted");
  const response = await fetch(place.dataset.address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  draw(await response.json());
} catch (error) {
  place.textContent = place.dataset.failed;
  console.warn(error);
}
