// Why: a short list with numbers, and own words; a digit picks and saves at once.

import { group, t } from "./words.js";

const dialog = document.getElementById("reason");
const list = document.getElementById("reasons");
const text = document.getElementById("reason-text");
const fault = document.getElementById("reason-fault");
const heading = document.getElementById("reason-name");
let answer = null;

/** Ask for the reason of an edit; gives null where the person changed her mind. */
export function askReason(kind, what) {
  heading.textContent = `${what}. ${t("reason")}`;
  text.value = "";
  fault.hidden = true;
  list.replaceChildren(...group(`reasons.${kind}`).map((reason, index) => choice(reason, index)));
  dialog.showModal();
  list.querySelector("input").focus();
  return new Promise((resolve) => { answer = resolve; });
}

function choice(reason, index) {
  const row = document.createElement("li"), label = document.createElement("label"), input = document.createElement("input");
  const key = document.createElement("kbd");
  key.textContent = String(index + 1);
  Object.assign(input, { type: "radio", name: "reason", value: reason });
  label.append(input, key, reason);
  row.append(label);
  return row;
}

function finish(reason) {
  const resolve = answer;
  answer = null;
  if (dialog.open) dialog.close();
  resolve?.(reason);
}

function submit() {
  const picked = list.querySelector("input:checked")?.value ?? "";
  const own = text.value.trim();
  const reason = [picked, own].filter(Boolean).join(": ");
  if (!reason) {
    fault.hidden = false;
    return;
  }
  finish(reason);
}

dialog.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
document.getElementById("reason-cancel").addEventListener("click", () => finish(null));
dialog.addEventListener("close", () => finish(null));
dialog.addEventListener("keydown", (event) => {
  if (event.target === text || !/^[1-9]$/.test(event.key)) return;
  const input = list.querySelectorAll("input")[Number(event.key) - 1];
  if (!input) return;
  event.preventDefault();
  input.checked = true;
  submit();
});
