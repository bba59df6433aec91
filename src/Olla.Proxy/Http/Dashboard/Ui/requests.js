import { el, set, text } from "./dom.js";
import { clock, milliseconds, plural, tokens } from "./format.js";
import { state } from "./feed.js";
import { figure, once, plain, table } from "./table.js";

const timeColumn = plain("at", "Time", row => clock(row.at), { value: null });

const statusColumn = {
  id: "status", label: "Status", kind: "number",
  show(cell, row) {
    text(cell, row.status);
    set(cell, { class: `number ${row.status >= 500 ? "bad" : row.status >= 400 ? "fair" : ""}`.trim() });
  },
};

const decisionColumn = {
  id: "decision", label: "Decision", kind: "wide",
  show(cell, row) {
    const parts = once(cell, () => {
      const badge = el("span", { class: "badge" });
      const why = el("span", { class: "note" });
      return { root: el("span", {}, badge, why), badge, why };
    });
    text(parts.badge, row.decision ?? "balanced");
    set(parts.badge, { class: `badge ${row.decision === "rejected" ? "bad" : row.decision === "fallback" ? "fair" : "quiet"}` });
    text(parts.why, row.reason ? ` ${row.reason.replaceAll("_", " ")}` : "");
    set(parts.root, { title: row.strategy ? `Strategy ${row.strategy}` : null });
  },
};

const whereColumn = plain("endpoint", "Endpoint", row => row.endpoint, { value: null });
const modelColumn = plain("model", "Model", row => row.model, { value: null });
const unsorted = (...all) => ({ ...figure(...all), value: null });

/** A short list for the overview. */
export const decisionTable = caption => table({
  caption, keyOf: row => row.number, empty: "No request yet.",
  columns: [timeColumn, modelColumn, whereColumn, decisionColumn, unsorted("first", "First token", row => row.first_token_ms, milliseconds)],
});

export const errorTable = caption => table({
  caption, keyOf: row => row.number, empty: "No error so far.",
  columns: [timeColumn, statusColumn, whereColumn, plain("error", "What happened", row => row.error ?? `${row.method} ${row.path}`, { kind: "wide", value: null })],
});

/** The page `#requests`: every routing decision and error that is remembered. */
export function requests() {
  let held = null;
  const hold = el("button", { type: "button", "aria-pressed": "false", click: () => {
    held = held ? null : state.recent;
    set(hold, { "aria-pressed": held !== null });
    text(hold, held ? "Held: go on" : "Hold the list");
    update();
  } }, "Hold the list");
  const heading = el("p", { class: "hint" });
  const decisions = table({
    caption: "The last requests and where they went", keyOf: row => row.number, empty: "No request yet.",
    columns: [
      timeColumn, plain("request", "Request", row => `${row.method} ${row.path}`, { kind: "wide", value: null }), modelColumn, whereColumn, decisionColumn,
      statusColumn, unsorted("attempts", "Attempts", row => row.attempts, String),
      unsorted("first", "First token", row => row.first_token_ms, milliseconds), unsorted("duration", "Duration", row => row.duration_ms, milliseconds),
      plain("tokens", "Tokens in / out", tokens, { kind: "number", value: null }),
      plain("id", "Request id", row => row.id, { value: null }),
    ],
  });
  const errors = table({
    caption: "The last errors", keyOf: row => row.number, empty: "No error so far.",
    columns: [
      timeColumn, statusColumn, plain("request", "Request", row => `${row.method} ${row.path}`, { kind: "wide", value: null }), modelColumn, whereColumn,
      plain("error", "What happened", row => row.error ?? row.reason, { kind: "wide", value: null }),
      unsorted("attempts", "Attempts", row => row.attempts, String), plain("id", "Request id", row => row.id, { value: null }),
    ],
  });

  function update() {
    const recent = held ?? state.recent;
    if (!recent) return;
    text(heading, `The last ${plural(recent.requests.length, "request")} and ${plural(recent.failures.length, "error")}`);
    decisions.update(recent.requests);
    errors.update(recent.failures);
  }

  return {
    root: el("div", { class: "page" }, el("h1", {}, "Requests"), heading, el("p", { class: "tools" }, hold),
      el("section", { class: "card wide" }, el("h2", {}, "Routing decisions"), decisions.root),
      el("section", { class: "card wide" }, el("h2", {}, "Errors"), errors.root)),
    update,
  };
}
