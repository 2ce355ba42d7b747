// Runs in the head of the page, outside wasm and before the first paint: dresses the page, says what the browser lacks,
// elects the tab that may write, starts the app, and shows the way out when the app has crashed.
//
// What it tells the app is window.pursuitBoot, its only global:
//   frozen    true from the first crash on; the app reads it before every write
//   storage   'ready', or 'denied' where the browser keeps nothing for this page
//   writer    a promise of true in the one tab that writes; watch(promoted, deposed) tells when that changes, steal() takes
//             the pen from a tab that does not answer
//   mirror    the same keys in IndexedDB: sync() writes what differs, newer(head, sure) reads them where they differ
//   file(name) a wasm module of the app, compiled
//   early     the screen whose part is here before the app starts
//   styles()  loads the style sheets that the page opens without: those of the parts that come later
//   rested()  waits until nobody has done anything for a quarter of a second
//   whole()   says that every part of the app is here: from now on it needs no network
//   ready()   takes the splash away;  crash(message)  freezes and shows the way out
'use strict';
(() => {
  const PREFIX = 'pursuit/';
  const root = document.documentElement;
  // The names of the app's files; the element stands in the head before this script, or, where the page carries all, nowhere.
  const files = document.getElementById('app-files')?.dataset;
  const known = {};
  // The app is compiled while the page is read and the browser looks for what is stored.
  const program = typeof WebAssembly === 'object' && files ? file(files.wasm) : null;
  program?.catch(() => {});
  const asked = new URLSearchParams(location.search);
  let screen = asked.get('at');
  let early = ahead();
  const texts = {
    zh: {
      noWasm: '这个浏览器不支持 WebAssembly，成单无法运行。请用新版的 Chrome、Edge、Firefox 或 Safari 打开。',
      noStart: '成单没能启动。可能是网络中断，或者服务器上的文件不全。已保存的数据没有动过。',
      crash: '程序出错，已停止写入。已经保存的数据没有受影响。',
      update: '有新版本。现在的内容都会保留。', take: '更新', later: '以后再说',
      reload: '重新载入', download: '下载我的数据', details: '错误信息',
    },
    en: {
      noWasm: 'This browser has no WebAssembly, which Pursuit needs. Open the page in a current Chrome, Edge, Firefox or Safari.',
      noStart: 'Pursuit did not start. The network may have failed, or a file is missing on the server. What you saved was not touched.',
      crash: 'Something went wrong, and nothing is written any more. What was saved is safe.',
      update: 'There is a new version. Nothing you have here is touched.', take: 'Update', later: 'Later',
      reload: 'Reload', download: 'Download my data', details: 'What happened',
    },
  };

  // Only reads: a full store is not a denied one, and a tab that may not write writes nothing here either.
  const storage = (() => {
    try { localStorage.getItem(PREFIX); return localStorage; } catch { return null; }
  })();

  const prefs = (() => {
    try { return JSON.parse(storage.getItem(PREFIX + 'prefs')) ?? {}; } catch { return {}; }
  })();
  const lang = [asked.get('lang'), prefs.lang, ...navigator.languages].find((tag) => /^(zh|en)\b/i.test(tag)) ?? 'en';
  const zh = /^zh/i.test(lang);
  const say = zh ? texts.zh : texts.en;
  root.lang = zh ? 'zh-CN' : 'en';
  root.dataset.theme = ['light', 'dark'].includes(prefs.theme) ? prefs.theme : 'system';

  // Leptos makes the fixed markup of its views through innerHTML. The policy lets through what cannot run, and scripts
  // (workers) of this folder alone; eval and script text have no rule here and so are refused. The content security
  // policy stands behind it: it runs no inline handler and no javascript: address whatever gets into the page.
  const folder = new URL('.', document.baseURI).href;
  window.trustedTypes?.createPolicy('default', {
    createHTML(html) {
      const runs = /<\s*(script|iframe|frame|object|embed|base|meta|link)\b|[\s"'/]on\w+\s*=|javascript:/i.test(html);
      return runs ? null : html;
    },
    createScriptURL(url) {
      const { href } = new URL(url, document.baseURI);
      return href.startsWith(folder) ? href : null;
    },
  });

  // The one-file edition carries every file in the page, gzipped, under its name.
  async function sent(name) {
    const carried = document.getElementById(name);
    if (!carried) return fetch(new URL(name, document.baseURI));
    const bytes = Uint8Array.from(atob(carried.textContent), (c) => c.charCodeAt(0));
    return new Response(new Response(bytes).body.pipeThrough(new DecompressionStream('gzip')));
  }

  // A wasm module of the app, compiled as it comes. It is asked for once, and again where it failed.
  function file(name) {
    const got = async () => {
      const response = await sent(name);
      if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
      // A server that gives wasm another type is no reason to fail.
      const typed = response.headers.get('content-type') === 'application/wasm';
      return typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
    };
    return (known[name] ??= got().catch((error) => { delete known[name]; throw error; }));
  }

  // A screen's part is asked for by the app, when it runs. Where it is known before, it comes along with the app; its loader
  // takes it from here.
  function ahead() {
    const screens = { overview: 'office', team: 'office', control: 'office', close: 'office', projects: 'office', reports: 'office', settings: 'office', deals: 'sales', clients: 'sales', people: 'sales' };
    const names = files?.parts && screen ? JSON.parse(files.parts)[screens[screen] ?? screen] ?? [] : [];
    const coming = Promise.all(names.map(file));
    coming.catch(() => {});
    return coming;
  }

  const element = (tag, text = '', attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const button = (text, testid, act) => {
    const made = element('button', text, { type: 'button', 'data-testid': testid });
    made.addEventListener('click', act);
    return made;
  };
  const parsed = new Promise((resolve) => {
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', resolve);
    else resolve();
  });

  const savedKeys = () => (storage ? Object.keys(storage).filter((key) => key.startsWith(PREFIX)) : []);

  function download() {
    const keys = Object.fromEntries(savedKeys().map((key) => [key, storage.getItem(key)]));
    const savedAt = new Date().toISOString();
    const file = JSON.stringify({ format: 'pursuit-rescue', schema: 1, savedAt, keys });
    const href = URL.createObjectURL(new Blob([file], { type: 'application/json' }));
    element('a', '', { href, download: `pursuit-rescue-${savedAt.slice(0, 16).replace(':', '')}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  }

  // A browser that runs short of room deletes the data of pages nobody has asked it to keep. It is asked once there is
  // something to lose: some browsers ask the user in turn, who would not know why at the first visit.
  let saves = 0;
  function stay() {
    saves += 1;
    if (saves === 4) navigator.storage?.persist?.().catch(() => {});
  }

  // Local storage is written to disk some seconds late, and a browser that is killed loses them; what IndexedDB has
  // acknowledged as strictly durable stays. So the keys of the store stand there too. A value under the name of its hash
  // never changes, so what differs are the names, and the head. A transaction is done whole or not at all.
  const ours = (key) => /^pursuit\/(head$|[csq]\/)/.test(key);
  const mirror = (() => {
    const HEAD = `${PREFIX}head`;
    const answer = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = request.onblocked = () => reject(request.error ?? new Error('blocked'));
    });
    let opening;
    const database = () => (opening ??= (async () => {
      const request = indexedDB.open('pursuit', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('keys');
      const opened = await answer(request);
      opened.onversionchange = () => { opened.close(); opening = undefined; };
      opened.onclose = () => { opening = undefined; };
      return opened;
    })());
    return {
      /** True once the browser says that it is on disk. */
      async sync() {
        const opened = await database();
        const transaction = opened.transaction('keys', 'readwrite', { durability: 'strict' });
        const done = new Promise((resolve, reject) => {
          transaction.oncomplete = () => resolve(true);
          transaction.onabort = transaction.onerror = () => reject(transaction.error);
        });
        const keys = transaction.objectStore('keys');
        const asked = keys.getAllKeys();
        asked.onsuccess = () => {
          const there = new Set(asked.result);
          for (const key of savedKeys().filter(ours)) {
            if (!there.delete(key) || key === HEAD) keys.put(storage.getItem(key), key);
          }
          for (const gone of there) keys.delete(gone);
        };
        await done;
        stay();
        return true;
      },
      /** Every key, where the head is another than the given one; null where it is the same or there is none. */
      async newer(head) {
        const opened = await database();
        const keys = opened.transaction('keys').objectStore('keys');
        const there = await answer(keys.get(HEAD));
        if (there === undefined || there === head) return null;
        const [names, values] = await Promise.all([answer(keys.getAllKeys()), answer(keys.getAll())]);
        return Object.fromEntries(names.map((name, at) => [name, values[at]]));
      },
    };
  })();

  // Covers the page and takes it out of reach. The first message stays: what follows a crash are its consequences.
  async function overlay(message, detail) {
    boot.frozen = true;
    await parsed;
    if (document.getElementById('crash')) return;
    const box = element('div', '', {
      id: 'crash', class: 'crash', role: 'alertdialog', 'aria-modal': 'true', 'aria-labelledby': 'crash-message',
      'data-testid': 'crash',
    });
    const card = element('div', '', { class: 'crash-card' });
    const reload = button(say.reload, 'crash-reload', () => location.reload());
    const actions = element('div', '', { class: 'crash-actions' });
    actions.append(reload);
    if (savedKeys().length) actions.append(button(say.download, 'rescue', download));
    card.append(element('p', message, { id: 'crash-message' }), actions);
    if (detail) {
      const more = element('details');
      more.append(element('summary', say.details), element('pre', detail, { tabindex: '0' }));
      card.append(more);
    }
    box.append(card);
    boot.ready();
    for (const other of document.body.children) other.inert = true;
    document.body.append(box);
    reload.focus();
  }

  // Another build of the app is offered, and taken when the user says so: what is open goes on with its own files.
  async function offline() {
    if (!navigator.serviceWorker || !location.protocol.startsWith('http') || document.getElementById('app-wasm')) return;
    const kept = await navigator.serviceWorker.register(new URL('sw.js', document.baseURI).href);
    const offer = (worker) => {
      if (!worker || !navigator.serviceWorker.controller || document.getElementById('update')) return;
      const bar = element('div', say.update, { id: 'update', class: 'update', role: 'status', 'data-testid': 'update' });
      bar.append(
        button(say.take, 'update-take', () => {
          navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
          worker.postMessage('take');
        }),
        button(say.later, 'update-later', () => bar.remove()),
      );
      document.body.append(bar);
    };
    offer(kept.waiting);
    kept.addEventListener('updatefound', () => {
      const worker = kept.installing;
      worker?.addEventListener('statechange', () => { if (worker.state === 'installed') offer(worker); });
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') kept.update().catch(() => {});
    });
  }

  // The one-file edition: its module has run when the page is parsed.
  async function carried() {
    await parsed;
    return window.pursuitApp({ module_or_path: await file('app-wasm') });
  }

  async function served() {
    if (!screen && storage?.getItem(`${PREFIX}head`)) {
      screen = 'today';
      early = ahead();
    }
    // The links of its styles stand after this script.
    const dressed = parsed.then(() => screen && boot.styles());
    dressed.catch(() => {});
    const [app, module] = await Promise.all([import(new URL(files.js, document.baseURI).href), program, parsed]);
    // A screen that is nearly here is waited for: frame and screen are then made, measured and painted in one go.
    const here = Promise.all([early, dressed]).then(() => { boot.early = screen; });
    await Promise.race([here.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 50))]);
    return app.default({ module_or_path: module });
  }

  // One tab holds this lock for its life, and the others stand in line for it. Where there are no locks (a page over plain
  // http) every tab believes that it writes, and they settle it among themselves.
  function pen() {
    const NAME = 'pursuit/writer';
    let writes = false;
    let promoted;
    let deposed;
    const hold = () => {
      writes = true;
      promoted?.();
      return new Promise(() => {});
    };
    const gone = () => {
      if (!writes) return;
      writes = false;
      deposed?.();
      queue();
    };
    // Ends only where another tab took the lock away.
    const request = (options) => navigator.locks.request(NAME, options, hold).catch(gone);
    const queue = () => request({});
    return {
      writer: new Promise((resolve) => {
        if (!navigator.locks) { writes = true; resolve(true); return; }
        navigator.locks.request(NAME, { ifAvailable: true }, (lock) => {
          writes = lock !== null;
          resolve(writes);
          if (!lock) queue();
          return lock && new Promise(() => {});
        }).catch(() => (writes ? gone() : resolve(true)));
      }),
      watch(whenPromoted, whenDeposed) {
        promoted = whenPromoted ?? promoted;
        deposed = whenDeposed ?? deposed;
        return writes;
      },
      steal() {
        if (navigator.locks) request({ steal: true });
        else hold();
      },
    };
  }

  let busy = 0;
  for (const act of ['scroll', 'pointermove', 'pointerdown', 'keydown', 'touchmove']) {
    addEventListener(act, () => { busy = performance.now(); }, { capture: true, passive: true });
  }

  let styles;
  const boot = {
    frozen: false,
    storage: storage ? 'ready' : 'denied',
    ...pen(),
    mirror,
    file,
    styles() {
      const load = (sheet) => new Promise((resolve, reject) => {
        sheet.onload = resolve;
        sheet.onerror = () => { sheet.disabled = true; reject(new Error(sheet.href)); };
        sheet.disabled = false;
      });
      styles ??= Promise.all([...document.querySelectorAll('link[rel=stylesheet][disabled]')].map(load))
        .catch((error) => { styles = undefined; throw error; });
      return styles;
    },
    async rested() {
      do await new Promise((resolve) => setTimeout(resolve, 250)); while (performance.now() - busy < 250);
    },
    whole() {
      root.dataset.parts = 'here';
      offline().catch(() => {});
    },
    ready() { document.getElementById('splash')?.remove(); },
    crash(message) { overlay(say.crash, String(message)); },
  };
  window.pursuitBoot = boot;

  if (typeof WebAssembly !== 'object') {
    overlay(say.noWasm);
    return;
  }

  // A trap of wasm (a panic among them) leaves the app in a state nobody knows.
  const trapped = (error) => error instanceof WebAssembly.RuntimeError;
  addEventListener('error', (event) => { if (trapped(event.error)) boot.crash(event.error); });
  addEventListener('unhandledrejection', (event) => { if (trapped(event.reason)) boot.crash(event.reason); });

  (files ? served() : carried())
    .catch((error) => (trapped(error) ? boot.crash(error) : overlay(say.noStart, String(error))));
})();
