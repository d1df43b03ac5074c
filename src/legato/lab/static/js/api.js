// What the server is asked: the night, the review, pieces of the traces (kept, and fetched ahead), and edits.

const KEEP = 40;
const pieces = new Map();

/** An answer that is not what was asked for; `status` 0 where nobody answered. */
export class Refused extends Error {
  constructor(status, problem) {
    super([problem.title, problem.found, problem.mend].filter(Boolean).join(" – "));
    this.status = status;
  }
}

async function answerOf(request) {
  let answer;
  try {
    answer = await request;
  } catch {
    throw new Refused(0, { title: "" });
  }
  if (answer.ok) return answer;
  const isProblem = (answer.headers.get("content-type") ?? "").includes("json");
  throw new Refused(answer.status, isProblem ? await answer.json() : { title: await answer.text() });
}

export const getJson = async (path) => (await answerOf(fetch(path))).json();

export async function post(path, body) {
  const headers = { "content-type": "application/json" };
  return (await answerOf(fetch(path, { method: "POST", headers, body: JSON.stringify(body), keepalive: true }))).json();
}

/** Give a piece of both traces at once where it is here, else null. */
export const pieceAtHand = (view) => {
  const kept = pieces.get(keyOf(view));
  return kept instanceof Promise ? null : kept ?? null;
};

/** Fetch a piece of both traces; one that is under way is not asked for twice. */
export function fetchPiece(view) {
  const key = keyOf(view);
  const kept = pieces.get(key);
  if (kept) return Promise.resolve(kept);
  const path = `/api/trace?start_s=${view.start}&end_s=${view.start + view.length}&columns=${view.columns}`;
  const coming = answerOf(fetch(path)).then((answer) => answer.arrayBuffer()).then(parsePieces);
  pieces.set(key, coming);
  coming.then((made) => pieces.set(key, made), () => pieces.delete(key));
  while (pieces.size > KEEP) pieces.delete(pieces.keys().next().value);
  return coming;
}

const keyOf = (view) => `${view.start.toFixed(3)} ${view.length} ${view.columns}`;

/** Read the layout that the server writes; see `render_pieces`. */
function parsePieces(buffer) {
  const words = new Uint32Array(buffer);
  if (words[0] !== 1) throw new Error("This page is older than the server: load it again.");
  const legs = {};
  let at = 4;
  for (let leg = 0; leg < words[1]; leg += 1) {
    const [side, isThinned, count] = words.subarray(at, at + 3);
    at += 4;
    const runs = [];
    for (let run = 0; run < 5; run += 1) {
      runs.push(new Float32Array(buffer, at * 4, count));
      at += count;
    }
    const [offsets, low, high, onset, offset] = runs;
    legs[side === 0 ? "left" : "right"] = { offsets, low, high, onset, offset, isThinned: Boolean(isThinned) };
  }
  return legs;
}
