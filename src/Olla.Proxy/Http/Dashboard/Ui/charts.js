import { set, svg, text, el } from "./dom.js";
import { ago, milliseconds, plural, rate, statusName, tone } from "./format.js";
import { now, state } from "./feed.js";

const binSeconds = 4;
const bins = 75;

/** Requests and failures per second in equal bins, the newest last; null where nothing is known. */
export function rates() {
  const end = state.samples.at(-1)?.[0] ?? 0;
  const result = Array.from({ length: bins }, () => null);
  let before = null;
  for (const sample of state.samples) {
    const bin = bins - 1 - Math.floor((end - sample[0]) / (binSeconds * 1000));
    if (before && bin >= 0) {
      const entry = result[bin] ??= { requests: 0, failures: 0, seconds: 0 };
      entry.requests += sample[1] - before[1];
      entry.failures += sample[2] - before[2];
      entry.seconds += (sample[0] - before[0]) / 1000;
    }
    before = sample;
  }
  return result.map(entry => entry && entry.seconds > 0
    ? { requests: entry.requests / entry.seconds, failures: entry.failures / entry.seconds } : null);
}

const nice = value => {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value) ?? 10 * power;
};

function path(values, top, width, height, close) {
  const step = width / (bins - 1);
  let result = "";
  let start = null;
  values.forEach((value, index) => {
    if (value === null) return;
    const point = `${(index * step).toFixed(1)} ${(height - value / top * height).toFixed(1)}`;
    result += start === null ? `M${point}` : `L${point}`;
    start ??= index;
  });
  return close && start !== null ? `${result}L${width} ${height}L${(start * step).toFixed(1)} ${height}Z` : result;
}

/** The request rate of the last five minutes; arrow keys move a reading line as the pointer does. */
export function rateChart() {
  const width = 900;
  const height = 180;
  const grid = svg("g", { class: "grid" });
  const area = svg("path", { class: "area" });
  const line = svg("path", { class: "line" });
  const failures = svg("path", { class: "failures" });
  const cursor = svg("line", { class: "cursor", y1: 0, y2: height, visibility: "hidden" });
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" }, grid, area, line, failures, cursor);
  const scale = [0, 1, 2].map(() => el("span"));
  const reading = el("output", { class: "reading" });
  const frame = el("div", {
    class: "plot", tabindex: 0, role: "slider", "aria-label": "Requests per second over the last five minutes",
    "aria-valuemin": 0, "aria-valuemax": bins - 1,
  }, picture, el("div", { class: "scale", "aria-hidden": "true" }, ...scale));
  let series = [];
  let at = null;

  function read() {
    const index = at ?? bins - 1;
    const value = series[index];
    const when = index === bins - 1 ? "now" : `${(bins - 1 - index) * binSeconds} s ago`;
    const figures = value ? `${rate(value.requests)} requests/s, ${rate(value.failures)} failed/s` : "no data";
    set(frame, { "aria-valuenow": index, "aria-valuetext": `${figures}, ${when}` });
    text(reading, at === null ? "" : `${when}: ${figures}`);
    const x = index * width / (bins - 1);
    set(cursor, { x1: x, x2: x, visibility: at === null ? "hidden" : "visible" });
  }

  frame.addEventListener("pointermove", event => {
    const box = picture.getBoundingClientRect();
    at = Math.max(0, Math.min(bins - 1, Math.round((event.clientX - box.left) / box.width * (bins - 1))));
    read();
  });
  frame.addEventListener("pointerleave", () => { at = null; read(); });
  frame.addEventListener("blur", () => { at = null; read(); });
  frame.addEventListener("keydown", event => {
    const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -bins, End: bins };
    if (!(event.key in moves)) return;
    event.preventDefault();
    at = Math.max(0, Math.min(bins - 1, (at ?? bins - 1) + moves[event.key]));
    read();
  });

  return {
    root: el("div", { class: "chart" }, frame,
      el("div", { class: "axis" }, el("span", {}, "5 min ago"), reading, el("span", {}, "now"))),
    update() {
      series = rates();
      const top = nice(Math.max(1, ...series.map(value => value?.requests ?? 0)));
      set(area, { d: path(series.map(value => value?.requests ?? null), top, width, height, true) });
      set(line, { d: path(series.map(value => value?.requests ?? null), top, width, height, false) });
      set(failures, { d: path(series.map(value => value?.failures ? value.failures : null), top, width, height, false) });
      if (!grid.firstChild) grid.append(...[0, 0.5].map(share => svg("line", { x1: 0, x2: width, y1: share * height, y2: share * height })));
      [top, top / 2, 0].forEach((value, index) => text(scale[index], rate(value)));
      read();
    },
  };
}

/** A small line without axes for the strip. */
export function sparkline() {
  const line = svg("path", { class: "line" });
  const area = svg("path", { class: "area" });
  const root = svg("svg", { class: "spark", viewBox: "0 0 120 26", preserveAspectRatio: "none", role: "img" }, area, line);
  return {
    root,
    update() {
      const values = rates().map(value => value?.requests ?? null);
      const top = Math.max(1, ...values.map(value => value ?? 0)) * 1.1;
      set(line, { d: path(values, top, 120, 26, false) });
      set(area, { d: path(values, top, 120, 26, true) });
      set(root, { "aria-label": `Requests per second, five minutes, at most ${rate(Math.max(0, ...values.map(value => value ?? 0)))}` });
    },
  };
}

/** A latency's percentiles over a picture of how the requests spread. */
export function latencyCard(title, hint) {
  const figures = ["p50", "p95", "p99"].map(name => ({ name, node: el("dd") }));
  const bars = el("div", { class: "bars", role: "img" });
  const from = el("span");
  const to = el("span");
  return {
    root: el("section", { class: "card" }, el("h2", {}, title), el("p", { class: "hint" }, hint),
      el("dl", { class: "figures" }, ...figures.map(({ name, node }) => el("div", {}, el("dt", {}, name), node))),
      bars, el("div", { class: "axis", "aria-hidden": "true" }, from, to)),
    update(spread, bounds) {
      for (const { name, node } of figures) text(node, milliseconds(spread[name]));
      const used = spread.counts.map((value, index) => value > 0 ? index : -1).filter(index => index >= 0);
      const first = Math.max(0, Math.min(...used, 4) - 1);
      const last = Math.min(spread.counts.length - 1, Math.max(...used, 9) + 1);
      const shown = spread.counts.slice(first, last + 1).map((value, index) => ({ value, bound: bounds[first + index] ?? null, index: first + index }));
      const most = Math.max(1, ...spread.counts);
      const total = spread.counts.reduce((sum, value) => sum + value, 0);
      bars.replaceChildren(...shown.map(({ value, bound, index }) => {
        const bar = el("i", { title: `${plural(value, "request")} up to ${bound === null ? "more" : milliseconds(bound)}` });
        bar.style.height = value === 0 ? "2px" : `${Math.max(6, value / most * 100)}%`;
        if (value === 0) bar.className = "none";
        if (index === bounds.length) bar.className = "beyond";
        return bar;
      }));
      set(bars, { "aria-label": total === 0 ? "No requests yet" : `Spread of ${plural(total, "request")}: half below ${milliseconds(spread.p50)}` });
      text(from, first === 0 ? "0 ms" : milliseconds(bounds[first - 1]));
      text(to, last >= bounds.length ? `over ${milliseconds(bounds.at(-1))}` : milliseconds(bounds[last]));
    },
  };
}

/** The last checks of an endpoint, oldest left. */
export function healthStrip() {
  const root = el("span", { class: "health", role: "img" });
  return {
    root,
    update(history) {
      const good = history.filter(([, status]) => tone(status) === "good").length;
      const bad = history.findLast(([, status]) => tone(status) !== "good");
      const since = bad ? `; last trouble ${ago(bad[0], now())}: ${statusName(bad[1])}` : "";
      set(root, { "aria-label": history.length === 0 ? "No checks yet" : `${good} of ${plural(history.length, "check")} good${since}` });
      const shown = history.slice(-32);
      while (root.childElementCount > shown.length) root.lastChild.remove();
      while (root.childElementCount < shown.length) root.append(el("i"));
      shown.forEach(([at, status, latency], index) => set(root.children[index], {
        class: tone(status), title: `${statusName(status)}, ${latency ? `${milliseconds(latency)}, ` : ""}${ago(at, now())}`,
      }));
    },
  };
}
