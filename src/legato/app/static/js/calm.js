// Small comforts for every page: no double sending, no accidental second tap, steps beside numbers, exclusive "none of these".
const SECOND_TAP_MS = 400;
let last = { target: null, at: 0 };

document.addEventListener(
  "click",
  (event) => {
    const target = event.target.closest("button, a.button, summary");
    if (!target || target.closest("[data-stepper]") || event.detail === 0) return;
    const again = target === last.target && event.timeStamp - last.at < SECOND_TAP_MS;
    last = { target, at: event.timeStamp };
    if (again) {
      event.preventDefault();
      event.stopPropagation();
    }
  },
  true,
);

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

for (const box of document.querySelectorAll("[data-stepper]")) {
  const input = box.querySelector("input");
  const low = Number(input.dataset.low);
  const high = Number(input.dataset.high);
  for (const button of box.querySelectorAll("button")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const now = Number(input.value.replace(",", "."));
      const base = input.value.trim() === "" || Number.isNaN(now) ? (Number(button.dataset.step) > 0 ? low - Number(button.dataset.step) : low) : now;
      const next = Math.min(high, Math.max(low, base + Number(button.dataset.step)));
      input.value = String(Math.round(next * 100) / 100);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

for (const only of document.querySelectorAll("input[data-exclusive]")) {
  const others = [...only.form.querySelectorAll(`input[name="${CSS.escape(only.name)}"]`)].filter((one) => one !== only);
  only.addEventListener("change", () => {
    if (only.checked) for (const one of others) one.checked = false;
  });
  for (const one of others) {
    one.addEventListener("change", () => {
      if (one.checked) only.checked = false;
    });
  }
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

document.querySelector("[data-focus]")?.focus();
if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/sw.js").catch(() => document.documentElement.classList.add("no-offline"));
}
