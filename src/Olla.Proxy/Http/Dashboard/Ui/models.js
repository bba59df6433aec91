import { el, follow, set, text } from "./dom.js";
import { ago, bytes, count, milliseconds, none, plural, rate, tokens } from "./format.js";
import { now, state } from "./feed.js";
import { figure, once, plain, table } from "./table.js";

const nameColumn = {
  id: "name", label: "Model", kind: "name", value: row => row.name,
  show(cell, row) {
    const parts = once(cell, () => {
      const name = el("strong");
      const also = el("span", { class: "note" });
      return { root: el("span", {}, name, also), name, also };
    });
    text(parts.name, row.name);
    text(parts.also, row.aliases.length === 0 ? "" : ` also ${row.aliases.join(", ")}`);
  },
};

const placesColumn = {
  id: "endpoints", label: "Endpoints", kind: "wide", value: row => row.endpoints.length,
  show(cell, row) {
    const parts = once(cell, () => ({ root: el("span", { class: "pills" }) }));
    follow(parts.root, row.endpoints, ([, id]) => id, () => el("a", { class: "pill" }), (node, [name, id]) => {
      set(node, { href: `#endpoints/ep-${id}` });
      text(node, name);
    });
  },
};

/** The page `#models`: what is served where, and how much it is asked for. */
export function models() {
  const heading = el("p", { class: "hint" });
  const filter = el("input", { type: "search", id: "model-filter", placeholder: "name, family or endpoint", autocomplete: "off", input: () => update() });
  const list = table({
    caption: "All models", keyOf: row => row.name, order: { id: "family", down: false }, empty: "No model matches.",
    columns: [
      plain("family", "Family", row => row.family || "unknown"), nameColumn,
      plain("params", "Size", row => row.params || null), plain("quant", "Quantisation", row => row.quant || null),
      figure("size", "On disk", row => row.size, bytes),
      figure("context", "Context", row => row.context || null, value => value ? count(value) : "–"),
      placesColumn,
      figure("requests", "Requests", row => row.usage?.requests ?? 0, count),
      figure("p95", "p95", row => row.usage?.p95_ms ?? null, milliseconds),
      figure("tokens", "Tokens in / out", row => row.usage ? row.usage.input_tokens + row.usage.output_tokens : 0, (_, row) => tokens(row.usage)),
      figure("speed", "Tokens/s", row => row.usage?.tokens_per_second ?? null, value => value === null ? none : rate(value)),
      plain("used", "Last asked for", row => row.usage ? ago(row.usage.last_at, now()) : "never", { value: row => row.usage?.last_at ?? null }),
    ],
  });

  function update() {
    const usage = new Map((state.usage?.models ?? []).map(entry => [entry.name.toLowerCase(), entry]));
    const all = (state.models?.models ?? []).map(model => ({ ...model, usage: usage.get(model.name.toLowerCase()) }));
    const wanted = filter.value.trim().toLowerCase();
    const matching = wanted === "" ? all : all.filter(model =>
      [model.name, model.family, ...model.aliases, ...model.endpoints.map(([name]) => name)].some(value => value.toLowerCase().includes(wanted)));
    text(heading, all.length === 0 ? "No endpoint has listed a model yet."
      : `${plural(all.length, "model")} of ${plural(new Set(all.map(model => model.family || "unknown")).size, "family").replace("familys", "families")}`);
    list.update(matching);
  }

  return {
    root: el("div", { class: "page" }, el("h1", {}, "Models"), heading,
      el("p", { class: "tools" }, el("label", { for: "model-filter" }, "Show "), filter), el("section", { class: "card wide" }, list.root)),
    update,
  };
}
