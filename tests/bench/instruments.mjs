/** Runs in every measured page before anything else. Self-contained: it is sent there as text. */
export function instruments() {
  const frames = [];
  let origin = 0;
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    frames.push([now, now - last]);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  const next = () => new Promise((done) => requestAnimationFrame(() => done(performance.now())));
  let memory = null;
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const plain = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await plain.apply(WebAssembly, args);
      memory ??= (made.instance ?? made).exports.memory;
      return made;
    };
  }
  let written = 0;
  const set = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    written += 2 * (String(key).length + String(value).length);
    return set.call(this, key, value);
  };
  window.benchWasm = () => memory?.buffer.byteLength ?? 0;
  window.benchSaved = () => written;
  window.benchRestart = () => { frames.length = 0; origin = performance.now(); last = origin; };
  /** The end of the last busy frame before five calm ones, counted from `since`. */
  const settled = async (since) => {
    let busy = since;
    let calm = 0;
    let from = frames.findIndex(([at]) => at > since);
    if (from < 0) from = frames.length;
    for (;;) {
      while (from < frames.length) {
        const [at, took] = frames[from];
        from += 1;
        if (took >= 32) { busy = at; calm = 0; } else calm += 1;
        if (calm >= 5) return busy;
      }
      await next();
    }
  };
  window.benchCalm = async () => { await next(); await settled(performance.now()); };
  window.benchReady = async (selector) => {
    while (!document.querySelector(selector)) {
      if (performance.now() - origin > 120_000) throw new Error('not ready in two minutes');
      await next();
    }
    const seen = await next();
    const busy = await settled(origin);
    // Calm frames before anything was drawn do not count.
    const end = busy > seen - 100 ? Math.max(busy, 0) : await settled(seen);
    const ready = Math.max(end, seen) - origin;
    return { ready, data: window.benchData ?? null };
  };
  const scroller = () => window.bench?.scroller() ?? document.querySelector('[data-testid=gantt]');
  window.benchScroll = async (step) => {
    const element = scroller();
    const took = [];
    let before = await next();
    for (let at = 1; at <= 100; at += 1) {
      element.scrollTop += step;
      const now = await next();
      took.push(now - before);
      before = now;
    }
    element.scrollTop = 0;
    return took;
  };
  const first = () => {
    if (window.bench) { window.bench.show(3); return window.bench.bar(3); }
    // The bar of the third row: the document has them in no order.
    const row = document.querySelector('[data-testid=gantt-row][aria-rowindex="4"]');
    return document.querySelector(`[data-testid=gantt-bar][data-task-id="${row?.dataset.taskId}"]`);
  };
  /** Brings the first leaf into sight, as today may be far from it. */
  window.benchShow = async () => {
    first();
    const element = document.querySelector('[data-testid=gantt]') ?? document.querySelector('.wx-chart');
    if (element) element.scrollLeft = 0;
    await window.benchCalm();
  };
  window.benchBar = () => {
    const bar = first();
    if (!bar) return null;
    const box = (bar.querySelector('.body') ?? bar).getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };
  let recording = null;
  window.benchFrames = (on) => {
    if (on) { recording = frames.length; return null; }
    return frames.slice(recording).map(([, took]) => took);
  };
  /** When the frame that is being made has been drawn: a message comes after it. */
  const drawn = () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(null);
  });
  /** Until the bar stands at its new place, drawn; and until the chart is calm again. */
  window.benchMove = async (days) => {
    const left = () => { const bar = window.bench?.bar(3) ?? first(); return (bar.querySelector('.body') ?? bar).getBoundingClientRect().left; };
    const before = left();
    await next();
    const since = performance.now();
    if (window.bench) {
      window.bench.move(3, days);
    } else {
      // As a user does: the bar is pressed, carried and let go.
      const body = first().querySelector('.body');
      const at = body.getBoundingClientRect();
      const day = 10; // pixels, at the zoom the plan opens with
      const [x, y] = [at.left + 8, at.top + 8];
      const say = (type, target, clientX) => target.dispatchEvent(new PointerEvent(type, { bubbles: true, cancelable: true, button: 0, pointerId: 1, isPrimary: true, clientX, clientY: y }));
      say('pointerdown', body, x);
      say('pointermove', window, x + days * day);
      say('pointerup', window, x + days * day);
    }
    let there = await drawn();
    while (Math.abs(left() - before) < 5 * days) {
      if (performance.now() - since > 60_000) throw new Error('the bar did not move');
      await next();
      there = await drawn();
    }
    const busy = await settled(since);
    return { move: there - since, calm: Math.max(busy, there) - since };
  };
}
