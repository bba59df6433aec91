import { el, set, text } from "./dom.js";
import { clock, milliseconds, percent, rate, span, tone } from "./format.js";
import { now, rateNow, state } from "./feed.js";
import { sparkline } from "./charts.js";

const words = { healthy: "All well", degraded: "Degraded", critical: "Critical" };

/** The summary that stands above every page. */
export function strip(root) {
  const spark = sparkline();
  const status = el("strong", { class: "state" });
  const figure = (label, className) => {
    const value = el("dd");
    return { value, node: el("div", { class: className }, el("dt", {}, label), value) };
  };
  const up = figure("Endpoints up");
  const perSecond = figure("Requests/s");
  const success = figure("Response rate");
  const latency = figure("Average", "roomy");
  const uptime = figure("Up for", "roomy");
  const version = figure("Version", "roomy");
  const time = figure("Clock", "roomy");
  root.replaceChildren(status, el("dl", {}, ...[up, perSecond, success, latency, uptime, version, time].map(one => one.node)), spark.root);
  return {
    update() {
      if (!state.traffic || !state.fleet || !state.about) return;
      const { fleet, traffic, about } = state;
      set(status, { class: `state ${state.live ? tone(fleet.status) : "quiet"}` });
      text(status, state.live ? words[fleet.status] ?? fleet.status : "Not live");
      text(up.value, `${fleet.healthy}/${fleet.total}`);
      text(perSecond.value, rate(rateNow(1)));
      text(success.value, percent(traffic.success_rate));
      text(latency.value, milliseconds(traffic.average_ms));
      text(uptime.value, span(now() - about.started_at));
      text(version.value, about.version);
      text(time.value, clock(now()));
      spark.update();
    },
  };
}
