// A page that the browser kept while the person went on is older than what is saved, so it is fetched anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// The picture of two legs and the list below it say the same: marking one moves the other. Everything works without this.
const marks = [...document.querySelectorAll('input[name="site"]')];
const list = [...document.querySelectorAll('input[name="choice"]')];
const chosen = () => list.find((one) => one.checked)?.value ?? "";

for (const mark of marks) {
  mark.addEventListener("change", () => {
    const count = marks.filter((one) => one.checked).length;
    const isTold = count === 2 && !["", "one", "dont_know"].includes(chosen());
    if (count === 0 || isTold) return;
    const wanted = count === 1 ? "one" : "both";
    for (const one of list) one.checked = one.value === wanted;
  });
}
for (const one of list) {
  one.addEventListener("change", () => {
    const count = marks.filter((mark) => mark.checked).length;
    const wrong = one.value === "one" ? count === 2 : count === 1;
    if (marks.length && wrong) for (const mark of marks) mark.checked = false;
  });
}
