// What this browser keeps while the computer is out of reach: things (checks and entries), an outbox, and a few notes.
// A thing and its way to the computer are written in one step, so that nothing is kept without being sent later.

const KEEP_NAME = "legato";
const KEEP_VERSION = 1;
export const SYNC_PATH = "/api/v1/sync";

let keepOpen = null;

function openKeep() {
  keepOpen ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(KEEP_NAME, KEEP_VERSION);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("things", { keyPath: "id" });
      asked.result.createObjectStore("notes", { keyPath: "name" });
      asked.result
        .createObjectStore("outbox", { keyPath: "number", autoIncrement: true })
        .createIndex("key", "key", { unique: true });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => {
        asked.result.close();
        keepOpen = null;
      };
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("another page holds an older version"));
  }).catch((error) => {
    keepOpen = null;
    throw error;
  });
  return keepOpen;
}

// Runs one step that happens whole or not at all; what it gives counts once the disk has it.
async function inOneStep(stores, mode, act) {
  const database = await openKeep();
  return new Promise((resolve, reject) => {
    const step = database.transaction(stores, mode, { durability: "strict" });
    let result;
    let isOver = false;
    step.oncomplete = () => {
      isOver = true;
      resolve(result);
    };
    step.onabort = () => {
      isOver = true;
      reject(step.error ?? new Error("not kept"));
    };
    Promise.resolve(act((name) => step.objectStore(name))).then(
      (value) => {
        result = value;
      },
      (error) => {
        reject(error);
        if (!isOver) step.abort();
      },
    );
  });
}

function answerOf(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function thingOf(id) {
  return inOneStep(["things"], "readonly", (store) => answerOf(store("things").get(id)));
}

export function allThings() {
  return inOneStep(["things"], "readonly", (store) => answerOf(store("things").getAll()));
}

export function noteOf(name, otherwise = null) {
  return inOneStep(["notes"], "readonly", async (store) => (await answerOf(store("notes").get(name)))?.value ?? otherwise);
}

export function putNotes(notes) {
  return inOneStep(["notes"], "readwrite", async (store) => {
    for (const [name, value] of Object.entries(notes)) await answerOf(store("notes").put({ name, value }));
  });
}

export function waiting() {
  return inOneStep(["outbox"], "readonly", (store) => answerOf(store("outbox").getAll()));
}

// Keeps a new version of a thing. A change that was never tried takes the newer body along; one that may have arrived
// already keeps its own, and the newer follows under a key of its own.
export function keepThing({ id, kind, person, body, day }) {
  const now = new Date().toISOString();
  return inOneStep(["things", "outbox"], "readwrite", async (store) => {
    const before = await answerOf(store("things").get(id));
    const version = before?.version ?? 0;
    const thing = { id, kind, person, body, day, version, made_at: before?.made_at ?? now };
    await answerOf(store("things").put(thing));
    const mine = (await answerOf(store("outbox").getAll())).filter((one) => one.body?.id === id && one.path === SYNC_PATH);
    const last = mine.at(-1);
    if (last && !last.is_tried) {
      await answerOf(store("outbox").put({ ...last, body: { ...last.body, body, day } }));
      return thing;
    }
    const change = { key: freshKey(), kind, id, person, body, base_version: version, day, made_at: thing.made_at };
    await answerOf(store("outbox").add(outgoing(change.key, SYNC_PATH, change, now)));
    return thing;
  });
}

// Puts any other request into the outbox, such as a recording; "headers" may name the kind of its body.
export function keepRequest({ key, path, body, method = "POST", headers = {} }) {
  const entry = { ...outgoing(key ?? freshKey(), path, body, new Date().toISOString()), method, headers };
  return inOneStep(["outbox"], "readwrite", async (store) => {
    const known = await answerOf(store("outbox").index("key").get(entry.key));
    if (!known) await answerOf(store("outbox").add(entry));
    return entry.key;
  });
}

function outgoing(key, path, body, madeAt) {
  return { key, method: "POST", path, body, made_at: madeAt, is_tried: false, refused: null };
}

// Marks entries before they are sent: from here on they may have arrived, whatever happens to the answer.
export function markTried(numbers) {
  return inOneStep(["outbox"], "readwrite", async (store) => {
    for (const number of numbers) {
      const entry = await answerOf(store("outbox").get(number));
      if (entry && !entry.is_tried) await answerOf(store("outbox").put({ ...entry, is_tried: true }));
    }
  });
}

// The computer has it: the entry goes, the thing gets the version it has there, and later changes build on that. What is
// gone there (null) goes here too, unless a change of it still waits.
export function settle({ number, id, current }) {
  return inOneStep(["things", "outbox"], "readwrite", async (store) => {
    await answerOf(store("outbox").delete(number));
    const rest = (await answerOf(store("outbox").getAll())).filter((one) => one.path === SYNC_PATH && one.body.id === id);
    for (const entry of rest.filter((one) => !one.is_tried)) {
      await answerOf(store("outbox").put({ ...entry, body: { ...entry.body, base_version: current?.version ?? 0 } }));
    }
    const thing = await answerOf(store("things").get(id));
    if (!current && !rest.length) await answerOf(store("things").delete(id));
    else if (current && thing) {
      const newer = rest.length ? thing : { ...thing, body: current.body, day: current.day };
      await answerOf(store("things").put({ ...newer, version: current.version }));
    }
  });
}

export function markRefused(number, why) {
  return inOneStep(["outbox"], "readwrite", async (store) => {
    const entry = await answerOf(store("outbox").get(number));
    if (entry) await answerOf(store("outbox").put({ ...entry, refused: why }));
  });
}

export function drop(number) {
  return inOneStep(["outbox"], "readwrite", (store) => answerOf(store("outbox").delete(number)));
}

// Takes what changed on the computer, save where this browser has a change of its own on the way.
export function takeIn(changes, notes) {
  return inOneStep(["things", "outbox", "notes"], "readwrite", async (store) => {
    const busy = new Set((await answerOf(store("outbox").getAll())).map((one) => one.body?.id));
    for (const one of changes) {
      const known = await answerOf(store("things").get(one.id));
      const isOpenCheck = one.kind === "check" && !one.is_deleted && !one.body.finished_on;
      if (busy.has(one.id)) continue;
      if (known && one.is_deleted) await answerOf(store("things").delete(one.id));
      else if (known || isOpenCheck) await answerOf(store("things").put(plainThing(one)));
    }
    for (const [name, value] of Object.entries(notes)) await answerOf(store("notes").put({ name, value }));
  });
}

function plainThing({ id, kind, person, body, day, version, made_at }) {
  return { id, kind, person, body, day, version, made_at };
}
