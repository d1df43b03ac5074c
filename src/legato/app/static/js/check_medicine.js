// Names of medicines while one is typed, asked of this computer alone. Without a script the page asks back after saving.
import { t } from "./words.js";

const WAIT_MS = 180;
const LEAST = 3;

for (const box of document.querySelectorAll("[data-suggest]")) {
  const input = box.querySelector("input[name=name]");
  const list = box.querySelector("[data-list]");
  const count = box.querySelector("[data-count]");
  let timer = 0;
  let asked = "";

  const show = (names) => {
    list.replaceChildren(
      ...names.map((name) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = name;
        button.addEventListener("click", () => {
          input.value = name;
          asked = name;
          show([]);
          input.focus();
        });
        return button;
      }),
    );
    list.hidden = names.length === 0;
    count.textContent = names.length ? t("check.js.found", { n: names.length }) : "";
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    const typed = input.value.trim();
    if (typed.length < LEAST) {
      show([]);
      return;
    }
    timer = setTimeout(async () => {
      asked = typed;
      try {
        const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`);
        const { names } = await answer.json();
        if (asked === typed) show(names.map((one) => one.name).filter((name) => name.toLowerCase() !== typed.toLowerCase()));
      } catch {
        show([]);
      }
    }, WAIT_MS);
  });
}
