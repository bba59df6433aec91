import { el, set, text } from "./dom.js";
import { plural } from "./format.js";
import { state } from "./feed.js";
import { once, plain, table } from "./table.js";

const keyColumn = {
  id: "path", label: "Key", kind: "name", value: row => row.path,
  show(cell, row) {
    const parts = once(cell, () => {
      const key = el("code");
      const meaning = el("span", { class: "note block" });
      return { root: el("span", {}, key, meaning), key, meaning };
    });
    text(parts.key, row.path);
    text(parts.meaning, row.meaning.replaceAll("`", ""));
  },
};

const valueColumn = {
  id: "value", label: "Value", kind: "wide", value: row => row.value,
  show(cell, row) {
    const parts = once(cell, () => ({ root: el("code") }));
    text(parts.root, row.value === "" ? "unset" : row.value);
    set(parts.root, { class: row.value === "" ? "quiet" : null });
  },
};

/** The page `#configuration`: every setting in force and where it was written. */
export function configuration() {
  const heading = el("p", { class: "hint" });
  const filter = el("input", { type: "search", id: "setting-filter", placeholder: "key, value or source", autocomplete: "off", input: () => update() });
  const written = el("input", { type: "checkbox", id: "setting-written", change: () => update() });
  const list = table({
    caption: "Settings in force", keyOf: row => row.path, empty: "No setting matches.",
    columns: [keyColumn, valueColumn, plain("source", "From", row => row.source, { kind: "source" })],
    rowClass: row => row.is_default ? "default" : null,
  });

  function update() {
    const current = state.configuration;
    if (!current) return;
    const wanted = filter.value.trim().toLowerCase();
    const own = current.settings.filter(setting => !setting.is_default).length;
    text(heading, `${current.file ? `From ${current.file}` : "No file: defaults and variables"}; ${plural(own, "setting")} written, the others are defaults. Credentials are never shown.`);
    list.update(current.settings.filter(setting => (!written.checked || !setting.is_default)
      && (wanted === "" || [setting.path, setting.value, setting.source].some(value => value.toLowerCase().includes(wanted)))));
  }

  return {
    root: el("div", { class: "page" }, el("h1", {}, "Configuration"), heading,
      el("p", { class: "tools" }, el("label", { for: "setting-filter" }, "Show "), filter,
        el("label", { class: "check" }, written, "only what was written")),
      el("section", { class: "card wide" }, list.root)),
    update,
  };
}
