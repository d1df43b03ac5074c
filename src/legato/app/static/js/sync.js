// Carries the outbox to the computer and takes in what changed there. Every change has a key of its own, so an answer that
// was lost on the way costs a repetition and never a second entry. The same text runs in a page and in the service worker.
import { SYNC_PATH, drop, markRefused, markTried, noteOf, putNotes, settle, takeIn, waiting } from "./keep.js";

const MOST_AT_ONCE = 20;
const FAULT_STATUS = [400, 413, 422];
const SYNC_LIMIT_MS = 10000;
const RETRY_STATUS = [408, 425, 429, 500, 502, 503, 504, 507];

// Gives {reached, isKnown, sent, conflicts, refused, left}; what could not be sent stays where it is.
export async function synchronise() {
  const act = async () => {
    const outcome = { reached: false, isKnown: true, sent: 0, conflicts: 0, refused: 0, left: 0 };
    try {
      const door = await pull(outcome);
      if (door) await push(door, outcome);
    } catch (error) {
      if (!(error instanceof OutOfReach)) throw error;
      outcome.reached = false;
    }
    outcome.left = (await waiting()).filter((one) => !one.refused).length;
    return outcome;
  };
  return navigator.locks ? navigator.locks.request("legato-sync", act) : act();
}

class OutOfReach extends Error {}

async function ask(path, options = {}) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), options.limit ?? SYNC_LIMIT_MS);
  try {
    return await fetch(path, { credentials: "same-origin", cache: "no-store", ...options, signal: control.signal });
  } catch (error) {
    throw new OutOfReach(String(error));
  } finally {
    clearTimeout(timer);
  }
}

async function plainOf(response) {
  try {
    return await response.json();
  } catch (error) {
    throw new OutOfReach(String(error));
  }
}

// Takes in what changed, and gives the guard that every sending must bring; null where this browser is not let in.
async function pull(outcome) {
  let since = await noteOf("seq", 0);
  for (;;) {
    const response = await ask(`${SYNC_PATH}?since=${since}`);
    if (response.status === 401) {
      outcome.reached = true;
      outcome.isKnown = false;
      return null;
    }
    if (!response.ok) throw new OutOfReach(String(response.status));
    const body = await plainOf(response);
    outcome.reached = true;
    const isOtherStore = body.seq < since;
    if (isOtherStore) since = 0;
    else {
      await takeIn(body.changes, { seq: body.upto, person: body.person, conflicts: body.conflicts });
      since = body.upto;
      if (body.upto >= body.seq) return { csrf: body.csrf, person: body.person };
    }
  }
}

async function push(door, outcome) {
  for (;;) {
    const open = (await waiting()).filter((one) => !one.refused);
    if (!open.length) return;
    const first = open[0];
    const isMoving = first.path === SYNC_PATH ? await pushChanges(open, door, outcome) : await pushRequest(first, door, outcome);
    if (!isMoving) return;
  }
}

// Sends the first change of each thing together; a later one of the same thing waits for the version of the first.
async function pushChanges(open, door, outcome) {
  const batch = [];
  for (const entry of open.filter((one) => one.path === SYNC_PATH)) {
    if (batch.length < MOST_AT_ONCE && batch.every((one) => one.body.id !== entry.body.id)) batch.push(entry);
  }
  await markTried(batch.map((one) => one.number));
  const tried = new Map((await waiting()).map((one) => [one.number, one]));
  const changes = batch.map(({ number }) => tried.get(number).body);
  const response = await ask(SYNC_PATH, {
    method: "POST",
    headers: { "content-type": "application/json", "x-legato-csrf": door.csrf },
    body: JSON.stringify({ changes }),
  });
  if (FAULT_STATUS.includes(response.status) && batch.length > 1) return pushChanges(open.slice(0, 1), door, outcome);
  if (FAULT_STATUS.includes(response.status)) {
    await markRefused(batch[0].number, String(response.status));
    outcome.refused += 1;
    return true;
  }
  if (!response.ok) throw new OutOfReach(String(response.status));
  const { results } = await plainOf(response);
  for (const [index, result] of results.entries()) {
    const { number } = batch[index];
    if (result.status === "refused") {
      await markRefused(number, result.why);
      outcome.refused += 1;
      continue;
    }
    await settle({ number, id: batch[index].body.id, current: result.current });
    outcome.sent += 1;
    if (result.status === "conflict") outcome.conflicts += 1;
  }
  if (outcome.conflicts) await putNotes({ conflicts: (await noteOf("conflicts", 0)) + outcome.conflicts });
  return results.length > 0;
}

async function pushRequest(entry, door, outcome) {
  await markTried([entry.number]);
  const response = await ask(entry.path, {
    method: entry.method,
    headers: { ...entry.headers, "x-legato-csrf": door.csrf, "idempotency-key": entry.key },
    body: entry.body,
    limit: 12 * SYNC_LIMIT_MS,
  });
  if (response.ok) {
    await drop(entry.number);
    outcome.sent += 1;
    return true;
  }
  if (response.status === 401 || RETRY_STATUS.includes(response.status)) throw new OutOfReach(String(response.status));
  await markRefused(entry.number, String(response.status));
  outcome.refused += 1;
  return true;
}
