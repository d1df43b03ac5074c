// The service worker. In front of this text stand PLAN (what to keep, and its version) and the texts of keep.js and sync.js.
// Pages come from the computer; where it is out of reach, the kept page for that opens and says so. Pages with a person's
// own data are never kept.

const CACHE = `legato-${PLAN.version}`;
const KEPT_PAGE_MS = 500;
const SEND_FIRST_MS = 3000;
const PATIENCE_MS = 2500;
const PING_MS = 2000;
const AWAY = "/offline";

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  const address = url.pathname + url.search;
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(pageFor(event, url));
    else if (!isUpload(request)) event.respondWith(fetch(request).catch(() => Response.redirect(`${AWAY}?unsent=1`)));
  } else if (request.method === "GET" && PLAN.needed.includes(address) && address !== AWAY) {
    event.respondWith(keptFirst(request));
  } else if (request.method === "GET" && url.pathname === "/api/v1/questions") {
    event.respondWith(fetch(request).catch(() => anyQuestions()));
  }
});

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(PLAN.needed.map((address) => new Request(address, { cache: "reload" })));
  await Promise.allSettled(Object.keys(PLAN.wanted).map(keepPage));
  await self.skipWaiting();
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("legato-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

function isUpload(request) {
  return (request.headers.get("content-type") ?? "").startsWith("multipart/");
}

// Keeps a page as it is for somebody who is not known: nothing of a person stands in it. One that leads elsewhere or fails
// is not kept.
async function keepPage(path) {
  const response = await fetch(new Request(PLAN.wanted[path], { cache: "reload" }));
  if (!response.ok || response.redirected) return;
  const cache = await caches.open(CACHE);
  await cache.put(path, response);
}

async function keptFirst(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  return kept ?? fetch(request);
}

async function anyQuestions() {
  const kept = await caches.match("/api/v1/questions", { ignoreSearch: true, ignoreVary: true });
  return kept ?? Response.error();
}

function pageFor(event, url) {
  const isKept = url.pathname === AWAY || url.pathname in PLAN.wanted;
  return isKept ? keptPage(event, url.pathname) : pageOfComputer(event.request, url);
}

// Help and the questions must be there within a moment: the computer has half a second, and the kept page opens.
async function keptPage(event, path) {
  const kept = await caches.match(path, { ignoreVary: true });
  const fresh = fetch(event.request);
  if (!kept) {
    event.waitUntil(fresh.then(() => keepPage(path)).catch(() => null));
    return fresh.catch(() => Response.redirect(`${AWAY}?from=${encodeURIComponent(path)}`));
  }
  event.waitUntil(fresh.catch(() => null));
  return Promise.race([fresh.catch(() => kept), after(KEPT_PAGE_MS, kept)]);
}

async function pageOfComputer(request, url) {
  const address = url.pathname + url.search;
  if (await hasNewConflict()) return Response.redirect("/offline/conflicts");
  const answer = fetch(request);
  const outcome = await Promise.race([answer.then(() => "answered", () => "away"), gaveUp()]);
  if (outcome === "answered") return answer;
  const isToRecord = url.pathname === "/record" || url.pathname.startsWith("/record/task/");
  const shell = isToRecord && (await caches.match("/offline/record"));
  return Response.redirect(shell ? "/offline/record" : `${AWAY}?from=${encodeURIComponent(address)}`);
}

// What was answered on the way is sent before a page is fetched, so that the page already knows it.
async function hasNewConflict() {
  try {
    if (!(await waiting()).some((one) => !one.refused)) return false;
    const outcome = await Promise.race([synchronise(), after(SEND_FIRST_MS, { conflicts: 0 })]);
    return outcome.conflicts > 0;
  } catch (error) {
    console.warn("sending has to wait", error);
    return false;
  }
}

// A page may take its time while the computer answers; a computer that does not answer is out of reach.
async function gaveUp() {
  for (;;) {
    await after(PATIENCE_MS);
    const ping = fetch("/api/v1/health", { cache: "no-store" }).then((response) => response.ok, () => false);
    if (!(await Promise.race([ping, after(PING_MS, false)]))) return "away";
  }
}

function after(ms, value) {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms));
}
