// Keeps the app on the phone. The cache is named by what is in it; a new version waits until the app asks for it.
const CACHE = "driver-{{ version }}";
const FILES = {{ files|tojson }};
const LATER = {{ later|tojson }};
const SHELL = FILES[0];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("driver-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
    const cache = await caches.open(CACHE);
    for (const file of LATER) {
      if (!(await cache.match(file))) cache.add(file).catch(() => {});
    }
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.pathname === new URL(SHELL, location).pathname) event.respondWith(shell(request));
  else if (FILES.includes(url.pathname + url.search) || LATER.includes(url.pathname + url.search)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

/** The newest shell where there is signal (also the way to the sign-in page), else the kept one. */
async function shell(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(4000) });
    if (answer.ok && !answer.redirected) (await caches.open(CACHE)).put(SHELL, answer.clone());
    return answer;
  } catch {
    return (await caches.match(SHELL)) ?? Response.error();
  }
}
