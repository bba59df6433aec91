import { el, set } from "./dom.js";
import { follow, state } from "./feed.js";
import { strip } from "./strip.js";
import { overview } from "./overview.js";
import { endpoints } from "./endpoints.js";
import { models } from "./models.js";
import { requests } from "./requests.js";
import { configuration } from "./configuration.js";

const makers = { overview, endpoints, models, requests, configuration };
const made = {};
const content = document.getElementById("content");
const notice = document.getElementById("notice");
const summary = strip(document.getElementById("strip"));
let page = null;
let detail = null;

function draw() {
  summary.update();
  if (state.traffic && page) made[page].update(detail);
}

// Several parts arrive at once; they are drawn once.
let due = false;
function drawSoon() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    draw();
  });
}

function route() {
  const [wanted, rest] = location.hash.slice(1).split("/");
  if (wanted === "content") return;
  const next = wanted in makers ? wanted : "overview";
  const moved = page !== null && next !== page;
  [page, detail] = [next, rest ?? null];
  made[page] ??= makers[page]();
  if (content.firstChild !== made[page].root) content.replaceChildren(made[page].root);
  for (const link of document.querySelectorAll("nav a")) {
    set(link, { "aria-current": link.getAttribute("href") === `#${page}` ? "page" : null });
  }
  document.title = `${page[0].toUpperCase()}${page.slice(1)} · Olla.Perf`;
  draw();
  if (moved && !detail) {
    content.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function choose(theme) {
  document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    set(button, { "aria-pressed": button.dataset.themeChoice === theme });
  }
}

function storedTheme() {
  try {
    return localStorage.getItem("olla-theme") ?? "auto";
  } catch {
    return "auto";
  }
}

for (const button of document.querySelectorAll("[data-theme-choice]")) {
  button.addEventListener("click", () => {
    choose(button.dataset.themeChoice);
    try {
      localStorage.setItem("olla-theme", button.dataset.themeChoice);
    } catch {
      // Nothing is kept in a private window; the choice holds for this page.
    }
  });
}

document.getElementById("skip").addEventListener("click", event => {
  event.preventDefault();
  content.focus();
});

choose(storedTheme());
addEventListener("hashchange", route);
document.addEventListener("visibilitychange", drawSoon);
const reopen = follow(what => {
  if (what === "live") {
    document.body.classList.toggle("stale", !state.live);
    set(notice, { class: state.live ? "notice" : "notice shown" });
    notice.replaceChildren(...state.live ? [] : [
      "The connection to the proxy is lost; what you see is what it said last. Trying again… ",
      el("button", { type: "button", click: () => reopen() }, "Try now"),
    ]);
  }
  drawSoon();
});
route();
