import { el, follow, set, text } from "./dom.js";
import { ago, bytes, count, milliseconds, none, percent, plural, statusName, tone, until } from "./format.js";
import { now, state } from "./feed.js";
import { healthStrip } from "./charts.js";
import { figure, once, plain, table } from "./table.js";

const nameColumn = {
  id: "name", label: "Endpoint", kind: "name", value: row => row.name,
  show(cell, row) {
    const parts = once(cell, () => {
      const link = el("a");
      const badge = el("span", { class: "badge" });
      return { root: el("span", { class: "named" }, link, badge), link, badge };
    });
    set(parts.link, { href: `#endpoints/ep-${row.id}` });
    text(parts.link, row.name);
    text(parts.badge, statusName(row.status));
    set(parts.badge, { class: `badge ${tone(row.status)}` });
  },
};

const healthColumn = {
  id: "health", label: "Health", kind: "strips",
  show: (cell, row) => once(cell, healthStrip).update(row.history),
};

const troublesFirst = (one, other) =>
  (tone(one.status) === "good") - (tone(other.status) === "good") || other.priority - one.priority || one.name.localeCompare(other.name);

/** The table on the overview: those with trouble first. */
export function endpointGlance() {
  const list = table({
    caption: "Endpoints at a glance, those with trouble first", keyOf: row => row.id, empty: "No endpoint is configured.",
    columns: [
      nameColumn, healthColumn,
      figure("connections", "In flight", row => row.connections, count),
      figure("attempts", "Requests", row => row.attempts, count),
      figure("success", "Response rate", row => row.success_rate, percent),
      figure("first", "First token p50", row => row.first_token_p50, milliseconds),
      figure("average", "Average", row => row.average_ms, milliseconds),
    ],
  });
  return { root: list.root, update: () => list.update([...state.fleet.endpoints].sort(troublesFirst)) };
}

function details() {
  const title = el("h2", { tabindex: "-1" });
  const facts = el("dl", { class: "facts" });
  const models = el("p", { class: "pills" });
  const root = el("section", { class: "card wide details" }, el("div", { class: "cardhead" }, title, el("a", { href: "#endpoints" }, "Close")), facts, models);
  let shown = null;
  return {
    root,
    update(id) {
      const row = state.fleet.endpoints.find(endpoint => endpoint.id === id);
      root.hidden = !row;
      if (!row) {
        shown = null;
        return;
      }
      text(title, row.name);
      const entries = [
        ["Status", statusName(row.status)], ["Why", row.problem ?? (row.issues || "nothing to report")], ["Type", row.type], ["URL", row.url],
        ["Priority", row.priority], ["In flight", count(row.connections)], ["Requests", count(row.attempts)], ["Response rate", percent(row.success_rate)],
        ["First token", `p50 ${milliseconds(row.first_token_p50)}, p95 ${milliseconds(row.first_token_p95)}`],
        ["Answers", row.average_ms === null ? none : `${milliseconds(row.least_ms)} to ${milliseconds(row.most_ms)}, average ${milliseconds(row.average_ms)}`],
        ["Sent on", bytes(row.bytes)], ["Last check", `${ago(row.checked_at, now())}, took ${milliseconds(row.probe_ms)}`],
        ["Next check", until(row.next_check_at, now())], ["Models read", ago(row.models_at, now())],
        ["Sticky sessions", count(state.sticky?.endpoints.find(entry => entry.name === row.name)?.sessions ?? 0)],
      ];
      follow(facts, entries, ([label]) => label,
        ([label]) => el("div", {}, el("dt", {}, label), el("dd")), (node, [, value]) => text(node.lastChild, value));
      const served = (state.models?.models ?? []).filter(model => model.endpoints.some(([, place]) => place === row.id));
      follow(models, served, model => model.name, model => el("span", { class: "pill" }, model.name), () => {});
      if (shown !== id) {
        shown = id;
        title.focus();
      }
    },
  };
}

/** The page `#endpoints`, and `#endpoints/ep-<id>` for one of them. */
export function endpoints() {
  const heading = el("p", { class: "hint" });
  const one = details();
  const list = table({
    caption: "All endpoints", keyOf: row => row.id, empty: "No endpoint is configured. Add one below discovery.static.endpoints.",
    columns: [
      nameColumn, plain("type", "Type", row => row.type),
      figure("priority", "Priority", row => row.priority, String), healthColumn,
      figure("success", "Response rate", row => row.success_rate, percent),
      figure("average", "Average", row => row.average_ms, milliseconds),
      figure("first", "First token p95", row => row.first_token_p95, milliseconds),
      figure("models", "Models", row => row.models, count),
      figure("attempts", "Requests", row => row.attempts, count),
      figure("connections", "In flight", row => row.connections, count),
      plain("checked", "Checked", row => ago(row.checked_at, now()), { value: row => row.checked_at }),
      plain("issues", "Issues", row => row.problem || row.issues || "none", { kind: "wide" }),
    ],
    rowClass: row => tone(row.status) === "bad" ? "trouble" : null,
  });
  return {
    root: el("div", { class: "page" }, el("h1", {}, "Endpoints"), heading, one.root, el("section", { class: "card wide" }, list.root)),
    update(detail) {
      if (!state.fleet) return;
      text(heading, `${plural(state.fleet.total, "endpoint")}, ${state.fleet.healthy} healthy, ${state.fleet.routable} serving`);
      one.update(detail?.startsWith("ep-") ? detail.slice(3) : null);
      list.update([...state.fleet.endpoints].sort(troublesFirst));
    },
  };
}
