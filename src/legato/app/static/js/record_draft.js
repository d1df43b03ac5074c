// What a page of this browser recorded and could not bring home, because it was closed or killed in the middle, follows later.
// A page that records holds the lock, so that no other page sends the part that it has so far.
import { keepRequest, noteOf, putNotes } from "./keep.js";
import { synchronise } from "./sync.js";

export const RECORDINGS = "/api/v1/recordings";
const DRAFT = "recording-draft";
const LOCK = "legato-recording";

export function keepDraft(recorded) {
  return putNotes({ [DRAFT]: recorded });
}

export function dropDraft() {
  return putNotes({ [DRAFT]: null });
}

export function keepForLater({ key, body }) {
  return keepRequest({ key, path: RECORDINGS, body: JSON.stringify(body), headers: { "content-type": "application/json" } });
}

// Holds the lock until the page goes or what it gives is called; another page that records already keeps it.
export function holdLock() {
  return new Promise((resolve) => {
    const hold = (lock) => new Promise((release) => (lock ? resolve(release) : release(resolve(() => null))));
    if (navigator.locks) navigator.locks.request(LOCK, { ifAvailable: true }, hold);
    else resolve(() => null);
  });
}

// Gives true where something waited and has arrived on the computer.
export async function bringDraftHome() {
  const move = async (lock) => {
    if (lock === null) return false;
    const draft = await noteOf(DRAFT);
    if (!(draft?.body?.t_ms?.length > 1)) return false;
    await keepForLater(draft);
    await dropDraft();
    return true;
  };
  const isMoved = navigator.locks ? await navigator.locks.request(LOCK, { ifAvailable: true }, move) : await move();
  return isMoved && (await synchronise()).sent > 0;
}
