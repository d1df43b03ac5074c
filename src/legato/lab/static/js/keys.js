// The keyboard: one key, one deed; every deed has a button too. Keys with Ctrl or Cmd stay the browser's.

const DEEDS = {
  n: "next", p: "previous", x: "reject", m: "add", u: "undo", l: "side_left", r: "side_right", b: "side_both",
  "+": "gain_up", "=": "gain_up", "-": "gain_down", "−": "gain_down", ",": "cursor_earlier", ".": "cursor_later",
  "<": "cursor_far_earlier", ">": "cursor_far_later", t: "other_rules", "?": "help",
  1: "length_30", 2: "length_60", 3: "length_120", 4: "length_300",
  "[": "left_earlier", "]": "left_later", "{": "right_earlier", "}": "right_later",
};
const BRACKETS = { BracketLeft: ["left_earlier", "right_earlier"], BracketRight: ["left_later", "right_later"] };

const isWriting = (target) => target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select") != null;
const isOnButton = (target) => target.closest?.("button, a, summary, [type=radio], [type=checkbox]") != null;

/** Give the deed of a key press; null where the key is not ours. */
export function deedOf(event, { hasLetters }) {
  const { key, target } = event;
  if (event.ctrlKey && !event.getModifierState("AltGraph")) return null;
  if (event.metaKey || document.querySelector("dialog[open]") || isWriting(target)) return null;
  if (key === "Escape") return "drop";
  if (key === "ArrowLeft" || key === "ArrowRight") {
    if (target.type === "radio") return null;
    return (key === "ArrowLeft" ? "earlier" : "later") + (event.shiftKey ? "_ten" : "");
  }
  if (key === "Enter") return isOnButton(target) ? null : "accept";
  if (target.id === "list" && (key === "ArrowUp" || key === "ArrowDown")) return key === "ArrowUp" ? "previous" : "next";
  if (!hasLetters) return null;
  if (DEEDS[key]) return DEEDS[key];
  if (event.altKey && BRACKETS[event.code]) return BRACKETS[event.code][event.shiftKey ? 1 : 0];
  return DEEDS[key.toLowerCase()] && key.length === 1 && !event.shiftKey ? DEEDS[key.toLowerCase()] : null;
}

/** Tell whether the larger step is asked for: Alt, but not the AltGr by which some keyboards write a bracket. */
export const isBig = (event) => event.altKey && !event.getModifierState("AltGraph");
