export const none = "–";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export const count = value => value < 100_000 ? whole.format(value) : compact.format(value);

export function rate(value) {
  if (value === 0) return "0";
  return value < 10 ? value.toFixed(1) : count(value);
}

/** Tokens of prompts and of answers. */
export const tokens = used => used?.input_tokens || used?.output_tokens ? `${count(used.input_tokens ?? 0)} / ${count(used.output_tokens ?? 0)}` : none;

export function milliseconds(value) {
  if (value === null || value === undefined) return none;
  if (value < 1) return "<1 ms";
  if (value < 1000) return `${Math.round(value)} ms`;
  if (value < 60_000) return `${(value / 1000).toFixed(value < 10_000 ? 2 : 1)} s`;
  return `${(value / 60_000).toFixed(1)} min`;
}

export function percent(value) {
  if (value === null || value === undefined) return none;
  return value === 100 || value === 0 ? `${value}%` : `${(Math.floor(value * 10) / 10).toFixed(1)}%`;
}

export function bytes(value) {
  if (!value) return none;
  const units = ["B", "KB", "MB", "GB", "TB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function span(value) {
  const seconds = Math.max(0, Math.floor(value / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export const ago = (moment, now) => moment === null ? "never" : `${span(now - moment)} ago`;

export function until(moment, now) {
  if (moment === null) return none;
  return moment <= now ? "now" : `in ${span(moment - now)}`;
}

export const clock = moment => new Date(moment).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;

const statusNames = {
  healthy: "Healthy", busy: "Busy", warming: "Warming up", offline: "Offline", unhealthy: "Unhealthy",
  unknown: "Not checked", config_error: "Wrong configuration", rate_limited: "Rate limited",
};

export const statusName = status => statusNames[status] ?? status;

/** How good a status is: the name of a colour, and never told by colour alone. */
export function tone(status) {
  if (status === "healthy") return "good";
  if (status === "busy" || status === "warming" || status === "rate_limited" || status === "degraded") return "fair";
  return status === "unknown" ? "quiet" : "bad";
}
