// Messages for scripts: the page brings them as data, so that no visible word stands in a script.
const holder = document.getElementById("words");
const messages = holder ? JSON.parse(holder.textContent) : {};

export function t(id, fields = {}) {
  const found = messages[id];
  if (found === undefined) throw new Error(`no message ${id}`);
  const text = Array.isArray(found) ? found[fields.n === 1 ? 0 : found.length - 1] : found;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
}
