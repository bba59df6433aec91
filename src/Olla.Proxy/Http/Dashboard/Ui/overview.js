import { el, set, text } from "./dom.js";
import { bytes, count, milliseconds, percent, plural, rate, tone } from "./format.js";
import { rateNow, state } from "./feed.js";
import { latencyCard, rateChart } from "./charts.js";
import { endpointGlance } from "./endpoints.js";
import { decisionTable, errorTable } from "./requests.js";

function sentence({ total, healthy, routable }) {
  if (total === 0) return "No endpoint is configured.";
  if (healthy === total) return total === 1 ? "The endpoint is up." : `All ${total} endpoints are up.`;
  if (routable === 0) return "No endpoint can serve requests.";
  return `${healthy} of ${total} endpoints are healthy${routable > healthy ? `, ${routable - healthy} more serve with less weight` : ""}.`;
}

/** What one looks at all day. */
export function overview() {
  const verdict = el("p", { class: "verdict" });
  const setup = el("p", { class: "hint" });
  const perSecond = el("strong");
  const chart = rateChart();
  const first = latencyCard("First token", "Arrival to the first byte of the answer, last five minutes");
  const whole = latencyCard("Whole answer", "Arrival to the last byte, last five minutes");
  const glance = endpointGlance();
  const decisions = decisionTable("The last routing decisions");
  const errors = errorTable("The last errors");
  const tiles = {};
  const tile = (id, label) => {
    const value = el("dd");
    const note = el("dd", { class: "note" });
    tiles[id] = { value, note };
    return el("div", { class: "tile" }, el("dt", {}, label), value, note);
  };
  const root = el("div", { class: "page" },
    el("h1", { class: "unseen" }, "Overview"),
    el("div", { class: "lead" }, verdict, setup),
    el("section", { class: "card wide" },
      el("div", { class: "cardhead" }, el("h2", {}, "Requests per second"), perSecond), chart.root),
    el("dl", { class: "tiles" },
      tile("active", "In flight"), tile("requests", "Requests"), tile("success", "Response rate"), tile("failures", "Failures"),
      tile("traffic", "Sent to clients"), tile("models", "Models"), tile("sticky", "Sticky sessions"), tile("security", "Turned away")),
    el("div", { class: "pair" }, first.root, whole.root),
    el("section", { class: "card wide" }, el("div", { class: "cardhead" }, el("h2", {}, "Endpoints"), el("a", { href: "#endpoints" }, "All details")), glance.root),
    el("div", { class: "pair" },
      el("section", { class: "card" }, el("div", { class: "cardhead" }, el("h2", {}, "Routing decisions"), el("a", { href: "#requests" }, "More")), decisions.root),
      el("section", { class: "card" }, el("div", { class: "cardhead" }, el("h2", {}, "Errors"), el("a", { href: "#requests" }, "More")), errors.root)));

  const show = (id, value, note = "") => {
    text(tiles[id].value, value);
    text(tiles[id].note, note);
  };
  return {
    root,
    update() {
      const { about, fleet, traffic, sticky, models, recent } = state;
      if (!about || !fleet || !traffic) return;
      text(verdict, sentence(fleet));
      set(verdict, { class: `verdict ${tone(fleet.status)}` });
      text(setup, `Engine ${about.engine}, ${about.balancer}, profile ${about.profile}${about.relay === "lane" ? ", fast lane" : ""}`);
      text(perSecond, rate(rateNow(1)));
      chart.update();
      const types = new Set(fleet.endpoints.map(endpoint => endpoint.type));
      show("active", count(traffic.active), `on ${plural(fleet.routable, "endpoint")}`);
      show("requests", count(traffic.requests), `average ${milliseconds(traffic.average_ms)}`);
      show("success", percent(traffic.success_rate), "answers relayed whole");
      show("failures", count(traffic.failures), traffic.failures === 0 ? "none so far" : "since the start");
      show("traffic", bytes(traffic.bytes), `${bytes(rateNow(3))}/s`.replace("–/s", "idle"));
      show("models", count(models?.models.length ?? 0), plural(types.size, "backend type"));
      show("sticky", sticky?.enabled ? count(sticky.sessions) : "off", sticky?.enabled ? `${plural(sticky.hits, "hit")}, ${plural(sticky.misses, "miss").replace("misss", "misses")}` : "not configured");
      show("security", count(traffic.rate_limited + traffic.too_large), `${count(traffic.rate_limited)} by rate, ${count(traffic.too_large)} by size`);
      first.update(traffic.first_token, traffic.bounds_ms);
      whole.update(traffic.duration, traffic.bounds_ms);
      glance.update();
      decisions.update((recent?.requests ?? []).slice(0, 6));
      errors.update((recent?.failures ?? []).slice(0, 6));
    },
  };
}
