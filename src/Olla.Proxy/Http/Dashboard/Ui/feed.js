const silenceLimit = 6000;
const kept = 300;

/** What the proxy said last, part by part, and the samples behind the charts. */
export const state = { samples: [], offset: 0, live: false };

/** The proxy's clock, so that a wrong one here does not show. */
export const now = () => Date.now() + state.offset;

/**
 * Follows the feed for as long as the page is open. The browser comes back by itself after most interruptions; a feed that ended for good
 * or fell silent (a laptop that slept) is opened again here.
 */
export function follow(changed) {
  let source = null;
  let heard = Date.now();

  function live(is) {
    if (state.live !== is) {
      state.live = is;
      changed("live");
    }
  }

  function take(name, event) {
    heard = Date.now();
    const data = JSON.parse(event.data);
    if (name === "past") {
      state.samples = data.samples;
      return;
    }
    if (name === "traffic") {
      state.offset = data.at - Date.now();
      addSample([data.at, data.requests, data.failures, data.bytes, data.active]);
      live(true);
    }
    state[name] = data;
    changed(name);
  }

  function open() {
    source?.close();
    heard = Date.now();
    source = new EventSource(new URL("./feed", import.meta.url));
    for (const name of ["past", "about", "traffic", "fleet", "models", "usage", "recent", "sticky", "configuration"]) {
      source.addEventListener(name, event => take(name, event));
    }
    source.addEventListener("error", () => live(false));
  }

  open();
  setInterval(() => {
    const silent = Date.now() - heard > silenceLimit;
    if (silent) live(false);
    if (silent || source.readyState === EventSource.CLOSED) open();
  }, 2000);
  return open;
}

function addSample(sample) {
  const last = state.samples.at(-1);
  // Another process answers now: its counters begin again.
  if (last && sample[1] < last[1]) state.samples = [];
  if (!last || sample[0] > last[0]) state.samples.push(sample);
  if (state.samples.length > kept) state.samples.splice(0, state.samples.length - kept);
}

/** Per second over the last samples. */
export function rateNow(column, seconds = 5) {
  const last = state.samples.at(-1);
  const first = state.samples.at(-1 - seconds) ?? state.samples[0];
  return last && first && last[0] > first[0] ? (last[column] - first[column]) * 1000 / (last[0] - first[0]) : 0;
}
