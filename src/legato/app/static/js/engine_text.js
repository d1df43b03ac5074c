// Reads a free text for the words that must raise the urgency, with the topics and phrases that the questions bring along.
// The interpreter of legato.inference.free_text: whole words only, with a look at the few words before for a denial.

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*|[.!?;:]+|,|\n/gu;
const LETTER = /^[\p{L}\p{N}]/u;
const END = ".";
const LINE = "|";
const COMMA = ",";

export function readerOf(rules) {
  const topics = rules.topics.map((topic) => ({
    ...topic,
    pattern: patternOf(topic.phrases, rules.folds),
    takenAway: new Set(topic.unless_before),
  }));
  const turns = new Set([END, LINE, ...rules.turns]);
  const subjects = new Set(rules.subjects);

  function samePart(before, doesCommaEnd) {
    const near = [];
    for (const word of before.reverse()) {
      const isNewPart = word === COMMA && (doesCommaEnd || (near.length > 0 && subjects.has(near.at(-1))));
      if (turns.has(word) || isNewPart || near.length === rules.look_back_words) break;
      if (word !== COMMA) near.push(word);
    }
    return near;
  }

  function hitOf(topic, words) {
    for (const match of words.matchAll(topic.pattern)) {
      const start = match.index + match[1].length;
      const before = lastLetters(words.slice(0, start), rules.longest_look_back).split(" ").filter(Boolean);
      if (samePart(before, topic.does_comma_end).every((word) => !topic.takenAway.has(word))) {
        const found = match[0].slice(match[1].length).replaceAll(` ${LINE}`, "");
        return { topic: topic.id, words: found, codes: topic.codes };
      }
    }
    return null;
  }

  return function scanText(text) {
    const words = (text.match(WORD) ?? []).map((word) => plain(word, rules.folds)).join(" ");
    return words ? topics.map((topic) => hitOf(topic, words)).filter(Boolean) : [];
  };
}

// Small letters for comparing; the few letters that fold into others are listed in the data.
function folded(text, folds) {
  return Array.from(text.toLowerCase(), (letter) => folds[letter] ?? letter).join("");
}

function plain(word, folds) {
  if (LETTER.test(word)) return folded(word.replaceAll("’", "'"), folds);
  return { "\n": LINE, ",": COMMA }[word] ?? END;
}

function patternOf(phrases, folds) {
  const parts = phrases.map((phrase) =>
    folded(phrase.replaceAll("-", " "), folds)
      .split(/\s+/u)
      .filter(Boolean)
      .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/gu, "\\$&").replaceAll("\\*", "\\S*"))
      .join(`(?: \\${LINE})? `),
  );
  // A look behind is not known to every phone; words stand with one space between them, so the space is taken along.
  return new RegExp(`(^| )(?:${parts.join("|")})(?=\\s|$)`, "gu");
}

// Counted in letters as a person sees them in Python, where a rare one counts once and not twice.
function lastLetters(text, count) {
  return Array.from(text.slice(-2 * count)).slice(-count).join("");
}
