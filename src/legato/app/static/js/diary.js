// The entry of a day: less and more beside each number, the sum of the caffeine, and a suggestion that is taken by a button.
// Without this script every number can be typed.
import "./calm.js";

function numberIn(input) {
  const value = Number(input.value.trim().replace(",", "."));
  return input.value.trim() === "" || Number.isNaN(value) ? null : value;
}

function setNumber(input, value) {
  input.value = value === null ? "" : String(Math.round(value * 100) / 100);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

for (const box of document.querySelectorAll("[data-amount]")) {
  // Read by then, so that it is ours alone; from now on quick taps all count, as on every stepper.
  box.dataset.stepper = "";
  const input = box.querySelector("input");
  const low = Number(box.dataset.low);
  const high = Number(box.dataset.high);
  const step = Number(box.dataset.step);
  for (const button of box.querySelectorAll("button[data-by]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const now = numberIn(input);
      const by = Number(button.dataset.by) * step;
      if (now === null) {
        const first = by > 0 ? box.dataset.plus : box.dataset.minus;
        setNumber(input, first === "" ? null : Number(first));
      } else if (now + by < low) {
        setNumber(input, null);
      } else {
        setNumber(input, Math.min(high, now + by));
      }
    });
  }
}

for (const group of document.querySelectorAll("[data-drinks]")) {
  const sum = group.querySelector("[data-sum]");
  const none = group.querySelector("input[name=caffeine_none]");
  const rows = [...group.querySelectorAll("[data-mg]")].map((box) => [box.querySelector("input"), Number(box.dataset.mg)]);
  const tell = () => {
    const total = rows.reduce((all, [input, mg]) => all + (numberIn(input) ?? 0) * mg, 0);
    sum.hidden = total === 0;
    sum.textContent = sum.dataset.sum.replace("{mg}", String(Math.round(total)));
  };
  group.addEventListener("change", (event) => {
    if (event.target === none && none.checked) for (const [input] of rows) input.value = "";
    else if (event.target !== none && rows.some(([input]) => (numberIn(input) ?? 0) > 0)) none.checked = false;
    tell();
  });
  tell();
}

for (const button of document.querySelectorAll("[data-fill]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const input = document.getElementById(button.dataset.fill);
    setNumber(input, Number(button.dataset.value));
    input.focus();
  });
}

for (const place of document.querySelectorAll("[data-reload]")) {
  setTimeout(() => location.reload(), Number(place.dataset.reload));
}
