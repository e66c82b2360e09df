/* Filters, search and "show more" of every list; works on what the page already holds. */
(() => {
  "use strict";
  const BATCH = 200;
  const say = JSON.parse(document.getElementById("say").textContent);
  const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const number = new Intl.NumberFormat(document.documentElement.lang);

  /* The state of the filters stands in the address, so that a filtered page can be linked to. */
  const stateOf = (form) => {
    const state = {};
    for (const [name, value] of new FormData(form)) if (value.trim()) state[name] = value.trim();
    return state;
  };
  const restore = (form) => {
    const wanted = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
    for (const [name, value] of wanted) {
      const control = form.elements.namedItem(name);
      if (control) control.value = value;
    }
  };
  const remember = (state) => {
    const hash = new URLSearchParams(state).toString();
    if (hash || location.hash.includes("=")) history.replaceState(null, "", hash ? `#${hash}` : location.pathname);
  };

  const matches = (data, state, names) => names.every((name) => !state[name] || (data[name] ?? "").split(" ").includes(state[name]));

  const list = (form, holder) => {
    const items = [...holder.querySelectorAll("[data-item]")];
    const names = ["municipality", "year", "theme", "indicator", "severity", "check"];
    const counter = document.querySelector("[data-counter]");
    const nothing = document.querySelector("[data-nothing]");
    const more = document.querySelector("[data-more]");
    const texts = new Map();
    const textOf = (item) => {
      if (!texts.has(item)) texts.set(item, item.textContent.toLocaleLowerCase("da").replace(/\s+/g, " "));
      return texts.get(item);
    };
    let limit = BATCH;
    let found = items;
    const draw = () => {
      const shown = new Set(found.slice(0, limit));
      for (const item of items) item.hidden = !shown.has(item);
      counter.textContent = fill(say.showing, { shown: number.format(Math.min(limit, found.length)), total: number.format(found.length) });
      nothing.hidden = found.length > 0;
      more.hidden = found.length <= limit;
    };
    const filter = (state) => {
      const words = (state.q ?? "").toLocaleLowerCase("da").split(/\s+/).filter(Boolean);
      found = items.filter((item) => matches(item.dataset, state, names) && words.every((word) => textOf(item).includes(word)));
      limit = BATCH;
      draw();
    };
    more.addEventListener("click", () => {
      const next = found[limit];
      limit += BATCH;
      draw();
      next?.querySelector("a")?.focus();
    });
    addEventListener("beforeprint", () => { const before = limit; limit = Infinity; draw(); limit = before; });
    addEventListener("afterprint", draw);
    return filter;
  };

  const form = document.querySelector("[data-filters]");
  const listeners = [];
  const changed = () => {
    const state = stateOf(form);
    remember(state);
    for (const listener of listeners) listener(state);
  };
  const onFilter = (listener) => {
    listeners.push(listener);
    if (form) listener(stateOf(form));
  };
  if (form) {
    let waiting;
    restore(form);
    const box = form.closest("details");
    const narrow = matchMedia("(max-width: 46rem)");
    const settle = () => { box.open = !narrow.matches || Object.keys(stateOf(form)).length > 0; };
    narrow.addEventListener("change", settle);
    settle();
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", changed);
    form.addEventListener("input", (event) => {
      if (event.target.type !== "search") return;
      clearTimeout(waiting);
      waiting = setTimeout(changed, 120);
    });
    form.addEventListener("reset", () => setTimeout(changed));
    addEventListener("hashchange", () => { restore(form); changed(); });
    const holder = document.querySelector("[data-list]");
    if (holder) onFilter(list(form, holder));
  }
  window.maaltal = { say, fill, number, matches, onFilter };
})();
