/* A document's page: a row lights up its words, words light up their row, by pointer and by key. */
(() => {
  "use strict";
  const { say, fill } = window.maaltal;
  const reader = document.querySelector("[data-reader]");
  const wide = matchMedia("(min-width: 60rem)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const panes = Object.fromEntries([...reader.querySelectorAll("[data-pane]")].map((pane) => [pane.dataset.pane, pane]));
  const rows = [...panes.rows.querySelectorAll("[data-n]")];
  const rowOf = new Map(rows.map((row) => [row.dataset.n, row]));
  const quotes = [...panes.text.querySelectorAll("[data-r]")];
  const boxes = [...reader.querySelectorAll(".box")];
  const status = reader.querySelector("[data-chosen]");
  const numbersOf = (element) => (element.dataset.r ?? element.dataset.lights).split(" ");
  const lit = { text: new Map(), images: new Map() };
  for (const [view, elements] of [["text", quotes], ["images", boxes]])
    for (const element of elements)
      for (const number of numbersOf(element)) {
        if (!lit[view].has(number)) lit[view].set(number, []);
        lit[view].get(number).push(element);
      }
  let chosen = null;

  /* Views: beside each other where there is room, one at a time where there is not. */
  const show = (view) => {
    reader.dataset.view = view;
    for (const button of reader.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === view));
  };
  for (const button of reader.querySelectorAll("[data-show]")) button.addEventListener("click", () => {
    show(button.dataset.show);
    if (chosen) reveal(button.dataset.show === "rows" ? chosen : first(button.dataset.show) ?? sheet());
  });
  const settle = () => { if (wide.matches && reader.dataset.view === "rows") show("text"); };
  wide.addEventListener("change", settle);

  /* Only the pane that holds the element moves, never the page beneath it, where panes scroll by themselves. */
  const reveal = (element) => {
    if (!element) return;
    const pane = element.closest("[data-pane]");
    const scrolls = getComputedStyle(pane).overflowY !== "visible";
    if (!scrolls) return element.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
    const place = element.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    if (place.top >= frame.top + 60 && place.bottom <= frame.bottom - 20) return;
    pane.scrollTo({ top: pane.scrollTop + place.top - frame.top - frame.height / 3, behavior: still.matches ? "auto" : "smooth" });
  };
  const sheet = () => panes.images?.querySelector(`[data-page="${chosen.dataset.page}"]`);
  const first = (view) => (chosen ? numbersOf(chosen).map((number) => lit[view]?.get(number)?.[0]).find(Boolean) : undefined);

  /* One stop for the Tab key in the text and one in the list; arrows go on from there. */
  const rove = (elements, current) => {
    for (const element of elements) element.tabIndex = -1;
    if (current) current.tabIndex = 0;
  };
  const links = rows.map((row) => row.querySelector("a"));
  rove(quotes, quotes[0]);
  rove(links, links[0]);

  const choose = (row, from) => {
    for (const element of reader.querySelectorAll(".on")) element.classList.remove("on");
    chosen?.querySelector("a").removeAttribute("aria-current");
    chosen = row;
    if (!row) return;
    if (row.hidden) { kindOf("").checked = true; search.value = ""; filter(); }
    row.classList.add("on");
    row.querySelector("a").setAttribute("aria-current", "true");
    for (const number of numbersOf(row)) for (const view of ["text", "images"]) for (const element of lit[view].get(number) ?? []) element.classList.add("on");
    rove(links, row.querySelector("a"));
    if (first("text")) rove(quotes, first("text"));
    status.textContent = fill(say.chosen, { kind: row.querySelector(".badge").textContent, title: row.querySelector(".title").textContent });
    history.replaceState(null, "", `#${row.id}`);
    if (from === "rows" || from === "address") {
      const view = reader.dataset.view === "images" && first("images") ? "images" : "text";
      if (first(view)) { show(view); reveal(first(view)); }
    } else if (!wide.matches) show("rows");
    if (from !== "rows") reveal(row);
    else if (wide.matches) {
      const below = row.getBoundingClientRect().bottom - panes.rows.getBoundingClientRect().bottom;
      if (below > 0) panes.rows.scrollTop += below;
    }
  };

  panes.rows.addEventListener("click", (event) => {
    const row = event.target.closest("[data-n]");
    if (!row) return;
    if (event.target.closest("[data-to-image]")) {
      show("images");
      reveal(first("images"));
    } else if (event.target.closest("a")) {
      event.preventDefault();
      choose(row, "rows");
    }
  });

  /* Words inside several quotes: the shortest first, the next one at each further click. */
  const fromWords = (element) => {
    const numbers = numbersOf(element);
    const next = chosen ? numbers.indexOf(chosen.dataset.n) + 1 : 0;
    choose(rowOf.get(numbers[next % numbers.length]), "words");
  };
  for (const view of ["text", "images"]) panes[view]?.addEventListener("click", (event) => {
    const element = event.target.closest("[data-r]");
    if (!element) return;
    event.preventDefault();
    fromWords(element);
  });

  const STEP = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };
  const steps = (pane, elements) => pane.addEventListener("keydown", (event) => {
    const here = elements().indexOf(document.activeElement);
    if (here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const shown = elements();
    const target = event.key in STEP ? shown[here + STEP[event.key]] : event.key === "Home" ? shown[0] : event.key === "End" ? shown.at(-1) : undefined;
    if (!target) return;
    event.preventDefault();
    rove(shown, target);
    target.focus({ preventScroll: true });
    reveal(target);
  });
  steps(panes.rows, () => links.filter((link) => !link.closest("[data-n]").hidden));
  steps(panes.text, () => quotes);

  /* Which rows are shown, and where the words searched for stand in the text. */
  const search = document.getElementById("search");
  const kindOf = (value) => panes.rows.querySelector(`input[name="kind"][value="${value}"]`);
  const nothing = panes.rows.querySelector("[data-nothing]");
  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) {
      const words = numbersOf(row).flatMap((number) => lit.text.get(number) ?? []).map((element) => element.textContent);
      texts.set(row, `${row.textContent} ${words.join("")}`.toLocaleLowerCase("da").replace(/\s+/g, " "));
    }
    return texts.get(row);
  };
  const mark = (wanted) => {
    if (!("highlights" in CSS)) return undefined;
    CSS.highlights.delete("searched");
    if (wanted.length < 2) return undefined;
    const ranges = [];
    const walker = document.createTreeWalker(panes.text, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.data.toLocaleLowerCase("da");
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
        const range = new Range();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + wanted.length);
        ranges.push(range);
      }
    }
    CSS.highlights.set("searched", new Highlight(...ranges));
    return ranges[0]?.startContainer.parentElement;
  };
  function filter() {
    const kind = panes.rows.querySelector('input[name="kind"]:checked')?.value ?? "";
    const wanted = search.value.trim().toLocaleLowerCase("da");
    for (const row of rows) row.hidden = (kind && row.dataset.kind !== kind) || (wanted && !textOf(row).includes(wanted));
    const shown = links.filter((link) => !link.closest("[data-n]").hidden);
    if (shown.length && !shown.some((link) => link.tabIndex === 0)) rove(links, shown[0]);
    if (nothing) nothing.hidden = !rows.length || shown.length > 0;
    return mark(wanted);
  }
  let waiting;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => reveal(filter()), 150); });
  search.form.addEventListener("submit", (event) => { event.preventDefault(); reveal(filter()); });
  panes.rows.addEventListener("change", filter);

  const fromAddress = () => {
    const row = rows.find((one) => `#${one.id}` === location.hash);
    if (row) choose(row, "address");
  };
  addEventListener("hashchange", fromAddress);
  if (!wide.matches && rows.length) show("rows");
  fromAddress();
})();
