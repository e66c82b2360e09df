/* The heat map and the charts of the overview. Vega runs with its interpreter: no text becomes code. */
(() => {
  "use strict";
  const { say, fill, number, matches, onFilter } = window.maaltal;
  const { observations, budgets, specs, marks } = JSON.parse(document.getElementById("charts").textContent);
  const RANKED_AT_MOST = 30;
  const LABELLED_AT_MOST = 12;
  const narrow = matchMedia("(max-width: 640px)");
  const collator = new Intl.Collator("da");

  const format = { decimal: marks.decimal, thousands: marks.thousands, grouping: [3], currency: ["", ""] };
  const options = {
    mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false, hover: false,
    formatLocale: format, tooltip: { disableDefaultStyle: true },
  };

  /* Titles that begin with $ are keys of the texts. */
  const translated = (spec) => JSON.parse(JSON.stringify(spec), (_, value) =>
    typeof value === "string" && value.startsWith("$") ? say[value.slice(1)] : value);

  const table = (heads, rows) => {
    const element = document.createElement("table");
    element.className = "plain-table";
    const head = element.createTHead().insertRow();
    for (const [said, kind] of heads) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = said;
      if (kind) cell.className = kind;
      head.append(cell);
    }
    const body = element.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      row.cells.forEach((said, column) => {
        const cell = line.insertCell();
        if (heads[column][1]) cell.className = heads[column][1];
        if (column === 0 && row.href) {
          const link = document.createElement("a");
          link.href = row.href;
          link.textContent = said;
          cell.append(link);
        } else cell.textContent = said ?? "";
      });
    }
    return element;
  };

  const chart = (name) => {
    const figure = document.querySelector(`[data-chart="${name}"]`);
    const plot = figure.querySelector(".plot");
    let view;
    let turn = 0;
    return async (spec, values, caption, heads, rows) => {
      const mine = ++turn;
      figure.querySelector("figcaption").textContent = values.length ? caption : say.chart_empty;
      figure.querySelector("details").hidden = !values.length;
      figure.querySelector(".scroll").replaceChildren(table(heads, rows));
      view?.finalize();
      view = undefined;
      plot.replaceChildren();
      if (!values.length) return;
      const drawn = translated(spec);
      drawn.data.values = values;
      drawn.autosize = { type: "fit-x", contains: "padding" };
      const config = structuredClone(specs.config);
      const holder = document.createElement("div");
      plot.append(holder);
      const result = await window.vegaEmbed(holder, drawn, { ...options, config });
      if (mine !== turn) { result.view.finalize(); holder.remove(); return; }
      view = result.view;
    };
  };

  /* A long label in lines: more of them, and shorter, where the page is narrow. */
  const lines = (text) => {
    const wanted = narrow.matches ? 17 : 44;
    const found = [""];
    for (const word of text.split(" ")) {
      if (found.at(-1) && found.at(-1).length + word.length >= wanted) found.push("");
      found.push(`${found.pop()} ${word}`.trim());
    }
    return found;
  };
  const tallest = (texts) => Math.max(1, ...texts.map((text) => lines(text).length));

  /* The middle of sorted points: the one there is, else half way between the two. */
  const median = (sorted) => {
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle].short : number.format((sorted[middle - 1].value + sorted[middle].value) / 2);
  };

  /* Heat map */
  const heat = document.querySelector("[data-heat]");
  const uptake = document.querySelector("[data-uptake]");
  if (heat) onFilter((state) => {
    for (const row of heat.tBodies[0].rows) row.hidden = !matches(row.dataset, state, ["municipality"]);
    for (const cell of heat.querySelectorAll("[data-year]")) cell.hidden = !matches(cell.dataset, state, ["year"]);
    for (const cell of heat.querySelectorAll("[data-theme]")) cell.classList.toggle("dim", !matches(cell.dataset, state, ["theme"]));
    for (const row of uptake.rows) row.hidden = !matches(row.dataset, state, ["year", "theme"]);
  });

  /* Indicators */
  const chooser = document.querySelector('[data-series="distribution"]');
  if (chooser) {
    const drawDistribution = chart("distribution");
    const drawDevelopment = chart("development");
    let state = {};
    const fits = (point) => matches({ municipality: point.code, year: String(point.year), theme: point.theme ?? "" }, state, ["municipality", "year", "theme"]);
    const heads = [[say.municipality], [say.year, "num"], [say.group], [say.value, "num"], [say.period], [say.baseline, "num"]];
    const cells = (point) => ({ href: point.href, cells: [point.name, point.year, point.group, `${point.bound} ${point.text}`.trim(),
      point.period, [point.base_text, point.base_period].filter(Boolean).join(", ")] });
    const place = (point) => [`${point.name} ${point.year ?? ""}`.trim(), point.group].filter(Boolean).join(", ");

    const offer = () => {
      const before = chooser.value;
      const found = observations.series.map((series, index) => [series, index]).filter(([series]) =>
        (!state.indicator || series.indicator === state.indicator) && series.points.some(fits));
      chooser.replaceChildren(...found.map(([series, index]) => new Option(`${series.label} (${series.points.filter(fits).length})`, index)));
      if (found.some(([, index]) => String(index) === before)) chooser.value = before;
    };
    const caption = (series, points) => {
      const sorted = [...points].sort((one, other) => one.value - other.value);
      const [low, high] = [sorted[0], sorted.at(-1)];
      if (points.length === 1) return fill(say.chart_one, { label: series.label, value: low.short, name: place(low) });
      return fill(say.chart_distribution, { label: series.label, count: points.length, places: new Set(points.map((point) => point.code)).size,
        low: low.short, low_name: place(low), median: median(sorted), high: high.short, high_name: place(high) });
    };
    const distribution = (series, points) => {
      const said = points.map((point) => ({ ...point, said: `${point.bound} ${point.text}`.trim() }));
      const ranked = said.length <= RANKED_AT_MOST;
      const values = ranked
        ? said.sort((one, other) => other.value - one.value).map((point, at) =>
          ({ ...point, row: `${lines(place(point)).join("\n")}#${at}`, label_at: Math.max(point.value, 0) }))
        : said;
      const spec = structuredClone(ranked ? specs.distribution_ranked : specs.distribution_years);
      if (ranked) {
        /* Room for the number behind the longest bar. */
        const most = Math.max(0, ...said.map((point) => point.value));
        if (most) spec.encoding.x.scale = { domainMax: most * (narrow.matches ? 1.35 : 1.08), nice: false };
        if (narrow.matches) spec.encoding.x.axis.tickCount = 3;
      }
      spec.height = ranked ? said.length * Math.max(26, 17 * tallest(said.map(place)) + 6) : 34 * new Set(said.map((point) => point.year)).size;
      return drawDistribution(spec, values, points.length ? caption(series, points) : "",
        heads, [...points].sort((one, other) => other.value - one.value).map(cells));
    };
    /* Names of ends that lie close together in a year stand beside each other, not on top of each other. */
    const named = (ends) => {
      const values = ends.map((end) => end.value);
      const near = 0.06 * (Math.max(...values) - Math.min(...values));
      const groups = [];
      for (const end of [...ends].sort((one, other) => other.value - one.value)) {
        const group = groups.find((one) => one.at === end.at && one.value - end.value <= near);
        if (group) group.names.add(end.place);
        else groups.push({ at: end.at, value: end.value, end, names: new Set([end.place]) });
      }
      for (const group of groups) group.end.label = [...group.names].join(", ");
    };
    const years = (found) => {
      const [from, to] = [Math.min(...found), Math.max(...found)];
      const step = Math.ceil((to - from + 1) / (narrow.matches ? 5 : 12));
      return found.length ? Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step) : [];
    };
    const development = (series, points) => {
      const values = points.flatMap((point, id) => {
        const common = { id, name: point.name, year: point.year, group: point.group, href: point.href };
        const end = { ...common, kind: "target", at: point.at, value: point.value, said: `${point.bound} ${point.text}`.trim(),
          period: point.period, place: place(point), label: "" };
        const start = { ...common, kind: "base", at: point.base_at, value: point.base, said: point.base_text, period: point.base_period, label: "" };
        return point.base !== null && point.base_at !== null ? [start, end] : [end];
      }).filter((value) => value.at !== null);
      const ends = values.filter((value) => value.kind === "target");
      if (ends.length && ends.length <= LABELLED_AT_MOST && !narrow.matches) named(ends);
      const based = points.filter((point) => point.base !== null).length;
      const ordered = [...points].sort((one, other) => (one.year ?? 0) - (other.year ?? 0) || collator.compare(one.name, other.name));
      const spec = structuredClone(specs.development);
      spec.encoding.x.axis.values = years(values.map((value) => value.at));
      return drawDevelopment(spec, values, fill(say.chart_development, { label: series?.label, count: points.length, based }), heads, ordered.map(cells));
    };
    const draw = () => {
      const series = observations.series[chooser.value];
      const points = series ? series.points.filter(fits) : [];
      distribution(series, points);
      development(series, points);
    };
    chooser.addEventListener("change", draw);
    narrow.addEventListener("change", draw);
    onFilter((now) => { state = now; offer(); draw(); });
  }

  /* Budgets */
  const plans = document.querySelector('[data-series="budget"]');
  if (plans) {
    const drawBudget = chart("budget");
    let state = {};
    const fits = (plan) => matches({ municipality: plan.codes.join(" "), year: String(plan.year) }, state, ["municipality", "year"]);
    const group = (label, entries) => {
      const element = document.createElement("optgroup");
      element.label = label;
      element.append(...entries.map(([value, said]) => new Option(said, value)));
      return element;
    };
    const offer = () => {
      const before = plans.value;
      const found = budgets.plans.filter(fits);
      const groups = [group(say.plans, found.map((plan) => [`plan:${plan.id}`, plan.label]))];
      if (found.length > 1 && budgets.accounts.length) groups.push(group(say.accounts, budgets.accounts.map((account) => [`account:${account.code}`, account.label])));
      plans.replaceChildren(...groups.filter((element) => element.children.length));
      if ([...plans.options].some((option) => option.value === before)) plans.value = before;
    };
    const chosen = () => {
      const [kind, key] = plans.value.split(":");
      const found = budgets.plans.filter(fits);
      if (kind === "plan") {
        const plan = found.find((one) => one.id === key);
        return plan ? { label: `${plan.label}, ${plan.measure}`, bars: plan.bars } : { label: "", bars: [] };
      }
      const account = budgets.accounts.find((one) => one.code === key);
      return { label: account?.label ?? "", bars: found.flatMap((plan) => plan.bars.filter((bar) => bar.account === key).map((bar) => ({ ...bar, area: plan.label }))) };
    };
    const draw = () => {
      const { label, bars } = chosen();
      const size = new Map();
      for (const bar of bars) size.set(bar.area, Math.max(size.get(bar.area) ?? -Infinity, bar.value));
      const values = [...bars].sort((one, other) => size.get(other.area) - size.get(one.area) || collator.compare(one.area, other.area)
        || other.order - one.order || collator.compare(one.column, other.column)).map((bar) => ({ ...bar, row: lines(bar.area).join("\n") }));
      const largest = values.reduce((one, other) => (other.value > (one?.value ?? -Infinity) ? other : one), null);
      const caption = largest ? fill(say.chart_budget, { label, count: bars.length, area: largest.area, value: largest.text, column: largest.column }) : "";
      const spec = structuredClone(specs.budget);
      spec.encoding.color.sort = [...new Set([...bars].sort((one, other) => other.order - one.order).map((bar) => bar.column))];
      spec.encoding.yOffset.sort = spec.encoding.color.sort;
      spec.height = size.size * (10 + Math.max(13 * spec.encoding.color.sort.length, 17 * tallest([...size.keys()])));
      if (narrow.matches) spec.encoding.color.legend.columns = 1;
      drawBudget(spec, values, caption, [[say.area], [say.column], [say.amount, "num"]],
        values.map((bar) => ({ href: bar.href, cells: [bar.area, bar.column, bar.text] })));
    };
    plans.addEventListener("change", draw);
    narrow.addEventListener("change", draw);
    onFilter((now) => { state = now; offer(); draw(); });
  }
})();
