// The kinds of findings as tabs (the pattern of the ARIA Authoring Practices); without the script each opens by itself.

export function kinds(place) {
  const panels = [...place.querySelectorAll(":scope > details")];
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", place.dataset.label);

  function choose(chosen) {
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
  }

  const tabs = panels.map((panel, index) => {
    const summary = panel.querySelector(":scope > summary");
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `tab-${panel.id}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    tab.append(...summary.cloneNode(true).childNodes);
    tab.addEventListener("click", () => choose(index));
    summary.remove();
    const tabPanel = document.createElement("div");
    tabPanel.className = "kind";
    tabPanel.setAttribute("role", "tabpanel");
    tabPanel.setAttribute("aria-labelledby", tab.id);
    tabPanel.id = panel.id;
    tabPanel.append(...panel.childNodes);
    panel.replaceWith(tabPanel);
    panels[index] = tabPanel;
    return tab;
  });

  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const last = tabs.length - 1;
    const next = { ArrowRight: at < last ? at + 1 : 0, ArrowLeft: at > 0 ? at - 1 : last, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    tabs[next].focus();
  });
  list.append(...tabs);
  place.prepend(list);
  choose(0);
}
