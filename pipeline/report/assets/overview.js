/* The heat map and the charts of the overview. Vega runs with its interpreter: no text becomes code. */
(() => {
  "use strict";
  const { say, fill, matches, onFilter } = window.maaltal;
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
      if (narrow.matches) config.axisY = { ...config.axisY, labelLimit: 130 };
      const holder = document.createElement("div");
      plot.append(holder);
      const result = await window.vegaEmbed(holder, drawn, { ...options, config });
      if (mine !== turn) { result.view.finalize(); holder.remove(); return; }
      view = result.view;
    };
  };

  const median = (sorted) => (sorted.length % 2 ? sorted[(sorted.length - 1) / 2] : null);

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
      if (points.length === 1) return fill(say.chart_one, { label: series.label, value: low.text, name: place(low) });
      const middle = median(sorted)?.text ?? `${sorted[sorted.length / 2 - 1].text} – ${sorted[sorted.length / 2].text}`;
      return fill(say.chart_distribution, { label: series.label, count: points.length, places: new Set(points.map((point) => point.code)).size,
        low: low.text, low_name: place(low), median: middle, high: high.text, high_name: place(high) });
    };
    const distribution = (series, points) => {
      const said = points.map((point) => ({ ...point, said: `${point.bound} ${point.text}`.trim() }));
      const ranked = said.length <= RANKED_AT_MOST;
      const values = ranked
        ? said.sort((one, other) => other.value - one.value).map((point) => ({ ...point, place: place(point), label_at: Math.max(point.value, 0) }))
        : said;
      return drawDistribution(ranked ? specs.distribution_ranked : specs.distribution_years, values, points.length ? caption(series, points) : "",
        heads, [...points].sort((one, other) => other.value - one.value).map(cells));
    };
    const development = (points) => {
      const values = points.flatMap((point, id) => {
        const common = { id, name: point.name, year: point.year, group: point.group, href: point.href };
        const end = { ...common, kind: "target", at: point.at, value: point.value, said: `${point.bound} ${point.text}`.trim(),
          period: point.period, label: points.length <= LABELLED_AT_MOST ? place(point) : null };
        const start = { ...common, kind: "base", at: point.base_at, value: point.base, said: point.base_text, period: point.base_period, label: null };
        return point.base !== null && point.base_at !== null ? [start, end] : [end];
      }).filter((value) => value.at !== null);
      const based = points.filter((point) => point.base !== null).length;
      const years = points.map((point) => point.year ?? 0);
      const ordered = [...points].sort((one, other) => (one.year ?? 0) - (other.year ?? 0) || collator.compare(one.name, other.name));
      return drawDevelopment(specs.development, years.length ? values : [], fill(say.chart_development, { count: points.length, based }), heads, ordered.map(cells));
    };
    const draw = () => {
      const series = observations.series[chooser.value];
      const points = series ? series.points.filter(fits) : [];
      distribution(series, points);
      development(points);
    };
    chooser.addEventListener("change", draw);
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
        || other.order - one.order || collator.compare(one.column, other.column));
      const largest = values.reduce((one, other) => (other.value > (one?.value ?? -Infinity) ? other : one), null);
      const caption = largest ? fill(say.chart_budget, { label, count: bars.length, area: largest.area, value: largest.text, column: largest.column }) : "";
      const spec = structuredClone(specs.budget);
      spec.encoding.color.sort = [...new Set([...bars].sort((one, other) => other.order - one.order).map((bar) => bar.column))];
      spec.encoding.yOffset.sort = spec.encoding.color.sort;
      if (narrow.matches) spec.encoding.color.legend.columns = 2;
      drawBudget(spec, values, caption, [[say.area], [say.column], [say.amount, "num"]],
        values.map((bar) => ({ href: bar.href, cells: [bar.area, bar.column, bar.text] })));
    };
    plans.addEventListener("change", draw);
    onFilter((now) => { state = now; offer(); draw(); });
  }
})();
