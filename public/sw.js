// The service worker: every file of one build, kept by the browser, so that the page opens without a network. Another build
// waits until the user asks for it (the page sends 'take'); what is open goes on with the files it came with.
// scripts/offline.mjs fills in the two constants.
'use strict';
const CACHE = `pursuit-${'VERSION'}`;
const FILES = ['FILES'];

self.addEventListener('install', (event) => {
  // A file that is not named by its contents is asked for past the browser's own cache, which may hold another build's.
  const named = /-[0-9a-f]{14,16}(_bg)?\.\w+$/;
  const requests = FILES.map((file) => new Request(file, { cache: named.test(file) ? 'default' : 'reload' }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

self.addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name.startsWith('pursuit-') && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))));
});

self.addEventListener('message', (event) => {
  if (event.data === 'take') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  // Where the user is stands in the query; the page is one.
  const page = new URL('./', location).href;
  const asked = request.url.split(/[?#]/)[0];
  const kept = request.mode === 'navigate' && [page, `${page}index.html`].includes(asked) ? page : request;
  event.respondWith(caches.open(CACHE).then((cache) => cache.match(kept)).then((found) => found ?? fetch(request)));
});
