// Words and times: everything that is shown or spoken comes from the list that the page carries.

const words = JSON.parse(document.getElementById("words").textContent);

/** Give a text with its fields filled in; `path` may lead into a group, such as "kinds.plm". */
export function t(path, fields = {}) {
  const text = path.split(".").reduce((group, key) => group?.[key], words);
  if (typeof text !== "string") return path;
  return text.replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);
}

/** Give a group or list of words. */
export const group = (path) => path.split(".").reduce((part, key) => part?.[key], words);

const two = (number) => String(number).padStart(2, "0");
let clockOffset = null;

/** Take the local clock of second 0, as the file states it; without one, times count from the start. */
export function setStart(iso) {
  if (!iso) return;
  const [, hours, minutes, seconds] = /T(\d\d):(\d\d):(\d\d(?:\.\d+)?)/.exec(iso);
  clockOffset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Write a time of the night as hh:mm:ss with so many digits behind the point. */
export function clock(seconds, digits = 0) {
  const scale = 10 ** digits;
  let ticks = Math.round((seconds + (clockOffset ?? 0)) * scale);
  const sign = ticks < 0 && clockOffset === null ? "−" : "";
  const day = 86400 * scale;
  ticks = clockOffset === null ? Math.abs(ticks) : ((ticks % day) + day) % day;
  const whole = Math.floor(ticks / scale);
  const rest = digits ? "." + String(ticks % scale).padStart(digits, "0") : "";
  return `${sign}${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${rest}`;
}

const live = document.getElementById("live");

/** Say something to whoever does not see the page. */
export function say(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}
