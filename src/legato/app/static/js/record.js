// One task: ready, running, saving, and what to say when something comes between. The samples go to the computer; where it is
// out of reach they stay in this browser's outbox and follow later.
import { freshKey } from "./keep.js";
import { RECORDINGS, bringDraftHome, dropDraft, holdLock, keepDraft, keepForLater } from "./record_draft.js";
import { Motion } from "./record_motion.js";
import { synchronise } from "./sync.js";
import { t } from "./words.js";

const SILENT_AFTER_MS = 3000;
const LATER_S = 10;
const SPOKEN_AT_S = [30, 10];
const DRAFT_EVERY_MS = 5000;
const SAVE_LIMIT_MS = 60000;
const LOOK_AGAIN_MS = 10000;
// Not settled: this browser is not let in or its page is old (sending later brings a fresh guard), or the computer cannot now.
const RETRY_STATUS = [401, 403, 408, 429, 500, 502, 503, 504, 507];

const root = document.getElementById("recorder");
const isOffline = root.dataset.offline === "yes";
const motion = new Motion();
let ticking = 0;
let wakeLock = null;
let until = 0;
let planned = 0;
let nextDraft = 0;
let isRunning = false;
let isWaiting = false;
let isCancelled = false;
let isBusy = false;
let releaseLock = () => null;
let lookAgain = 0;

const at = (name) => document.querySelector(`[data-stage="${name}"]`);
const chosenTask = () => (isOffline ? document.getElementById("f-task").value : root.dataset.task);
const chosenSide = () => (isOffline ? document.getElementById("f-side").value : root.dataset.side);
const taskBox = () => document.querySelector(`.task[data-task="${chosenTask()}"]`);

function show(stage) {
  for (const one of document.querySelectorAll("[data-stage]")) one.hidden = one.dataset.stage !== stage;
  document.body.classList.toggle("recording", stage === "running");
}

function speak(text) {
  if (!document.getElementById("f-voice").checked || !("speechSynthesis" in window)) return;
  const said = new SpeechSynthesisUtterance(text);
  said.lang = document.documentElement.lang;
  speechSynthesis.cancel();
  speechSynthesis.speak(said);
}

function fail(kind, { more = "" } = {}) {
  document.getElementById("fault-title").textContent = t(`record.js.fault.${kind}`);
  document.getElementById("fault-text").textContent = t(`record.js.fault.${kind}.what`);
  const link = document.getElementById("fault-more");
  link.hidden = !more || isOffline;
  if (more) link.href = link.href.replace(/problem\/\w+/, `problem/${more}`);
  show("failed");
  document.getElementById("fault").focus();
}

async function keepAwake() {
  try {
    wakeLock = (await navigator.wakeLock?.request("screen")) ?? null;
  } catch {
    wakeLock = null; // The screen may go dark: then the page is hidden, and that is told.
  }
}

// A second press, however it comes, begins nothing twice.
async function begin(delayS) {
  if (isBusy || isRunning) return;
  isBusy = true;
  await prepare(delayS);
  isBusy = false;
}

async function prepare(delayS) {
  document.activeElement?.blur();
  const allowed = await Motion.allow();
  if (allowed !== "granted") {
    fail(allowed, { more: allowed });
    return;
  }
  await keepAwake();
  releaseLock = await holdLock();
  planned = Number(taskBox().dataset.seconds);
  const say = taskBox().dataset.say;
  document.getElementById("say").textContent = say;
  speak(say);
  lock();
  show("running");
  isCancelled = false;
  isWaiting = true;
  if (delayS) await countTo(delayS);
  isWaiting = false;
  if (isCancelled) return;
  motion.start();
  isRunning = true;
  until = performance.now() + planned * 1000;
  nextDraft = performance.now() + DRAFT_EVERY_MS;
  ticking = setInterval(tick, 250);
  tick();
}

function countTo(seconds) {
  return new Promise((resolve) => {
    const end = performance.now() + seconds * 1000;
    const timer = setInterval(() => {
      const left = Math.ceil((end - performance.now()) / 1000);
      document.getElementById("left").textContent = String(Math.max(left, 0));
      if (left <= 0 || isCancelled) {
        clearInterval(timer);
        resolve();
      }
    }, 200);
  });
}

let spoken = new Set();
function tick() {
  const leftS = Math.max(0, Math.ceil((until - performance.now()) / 1000));
  document.getElementById("left").textContent = `${Math.floor(leftS / 60)}:${String(leftS % 60).padStart(2, "0")}`;
  for (const one of SPOKEN_AT_S) {
    if (leftS === one && planned > one + 5 && !spoken.has(one)) {
      spoken.add(one);
      speak(t("record.js.left", { n: one }));
    }
  }
  const ranMs = performance.now() - (until - planned * 1000);
  if (motion.count === 0) {
    document.getElementById("signal").textContent = t("record.js.waiting");
    if (ranMs > SILENT_AFTER_MS) {
      halt();
      fail("silent", { more: "silent" });
    }
    return;
  }
  document.getElementById("signal").textContent = t("record.js.arriving", { rate: Math.round(motion.recentRate) });
  if (performance.now() > nextDraft) {
    nextDraft = performance.now() + DRAFT_EVERY_MS;
    keepDraft(posted()).catch(() => motion.note("draft_not_kept"));
  }
  if (leftS === 0) finish();
}

// Nothing runs yet while the seconds before the start are counted.
function cancelWait() {
  isCancelled = true;
  isWaiting = false;
  releaseLock();
  wakeLock?.release();
  wakeLock = null;
}

function halt() {
  isRunning = false;
  clearInterval(ticking);
  motion.stop();
  wakeLock?.release();
  wakeLock = null;
  releaseLock();
  spoken = new Set();
}

function posted() {
  return {
    key: draftKey,
    body: {
      task: chosenTask(),
      side: chosenSide(),
      placement: "shank",
      check: root.dataset.check,
      started_at: (motion.startedAt ?? new Date()).toISOString(),
      planned_s: planned,
      ...motion.series,
      events: motion.events,
      browser: navigator.userAgent.slice(0, 300),
    },
  };
}

let draftKey = freshKey();
async function finish() {
  halt();
  speak(t("record.js.done"));
  await send(posted());
}

async function send(recorded) {
  show("saving");
  let isSafe = true;
  await keepDraft(recorded).catch(() => {
    isSafe = false; // This browser keeps nothing; the computer may still take it.
  });
  const answer = isOffline ? null : await post(recorded);
  if (answer?.ok) {
    await dropDraft().catch(() => null);
    location.assign((await answer.json()).page);
    return;
  }
  draftKey = freshKey();
  if (answer && !RETRY_STATUS.includes(answer.status)) {
    await dropDraft().catch(() => null);
    fail("refused");
    return;
  }
  try {
    if (!isSafe) throw new Error("nothing can be kept here");
    await keepForLater(recorded);
    await dropDraft();
    show("kept-here");
    lookAgain = setInterval(follow, LOOK_AGAIN_MS);
  } catch {
    fail("storage", { more: "storage" });
  }
}

// Gives null where the computer is out of reach: the recording stays here then, and follows.
async function post(recorded) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), SAVE_LIMIT_MS);
  try {
    return await fetch(RECORDINGS, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-legato-csrf": document.querySelector('meta[name="csrf"]').content,
        "idempotency-key": recorded.key,
      },
      body: JSON.stringify(recorded.body),
      signal: control.signal,
    });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

// While the page waits, the computer is asked now and then; once it has the recording, the list shows it.
async function follow() {
  const outcome = await synchronise().catch(() => null);
  if (outcome?.sent > 0 && outcome.left === 0 && !at("kept-here").hidden) location.assign(root.dataset.list);
}

function lock() {
  document.getElementById("unlock-row").hidden = false;
  document.querySelector(".unlocked").hidden = true;
}

const acts = {
  start: () => begin(0),
  later: () => begin(LATER_S),
  unlock: () => {
    document.getElementById("unlock-row").hidden = true;
    document.querySelector(".unlocked").hidden = false;
  },
  stop: () => {
    if (isWaiting) {
      cancelWait();
      show("ready");
      return;
    }
    motion.note("stopped");
    finish();
  },
  on: lock,
  again: () => {
    clearInterval(lookAgain);
    draftKey = freshKey();
    show("ready");
  },
};
for (const button of document.querySelectorAll("[data-do]")) {
  button.disabled = false;
  button.addEventListener("click", () => acts[button.dataset.do]());
}

// A call, another app, a locked screen: browsers stop telling motion then. What came before is kept, and it is said.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  if (isWaiting) {
    cancelWait();
    fail("interrupted", { more: "interrupted" });
    return;
  }
  if (!isRunning) return;
  motion.note("hidden");
  halt();
  if (motion.count > 1) send(posted());
  else fail("interrupted", { more: "interrupted" });
});

if (isOffline) {
  document.getElementById("f-task").addEventListener("change", () => {
    for (const one of document.querySelectorAll(".task")) one.hidden = one.dataset.task !== chosenTask();
    document.getElementById("task-title").textContent = taskBox().dataset.title;
  });
}

// What an earlier page of this browser recorded and could not bring home is sent first.
bringDraftHome().catch((error) => console.warn("the recording that waits could not be sent", error));
