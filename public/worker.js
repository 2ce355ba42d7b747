// Stands round the worker's wasm: scripts/worker.mjs puts this behind the loader that wasm-bindgen made, in one file named
// by its content. In a worker it answers messages; loaded into the page, where there are no workers, it gives the page
// the same work in slices, with a pause for the browser between them.
//
// A job is { job, name, bytes }. It is answered by { job, progress } any number of times, then { job, result } or { job, error }.
(() => {
  const worker = typeof WorkerGlobalScope === 'function' && self instanceof WorkerGlobalScope;
  const here = worker ? self.location.href : document.currentScript.src || document.baseURI;
  // The one-file edition carries the wasm within the page.
  const carried = async (kept) => {
    const bytes = Uint8Array.from(atob(kept.textContent), (c) => c.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
  };
  const kept = worker ? null : document.getElementById('worker-wasm');
  let begun;
  const ready = () => (begun ??= kept
    ? carried(kept).then((bytes) => wasm_bindgen({ module_or_path: bytes }))
    : wasm_bindgen({ module_or_path: new URL(WASM, here) }));
  const pause = () => new Promise((resolve) => setTimeout(resolve));

  async function work({ job, name, bytes }, tell, alive) {
    try {
      await ready();
      const step = self.pursuitStart(name, bytes);
      while (alive()) {
        const done = step();
        if (typeof done !== 'number') return tell({ job, result: done });
        tell({ job, progress: done });
        if (!worker) await pause();
      }
    } catch (error) {
      tell({ job, error: String(error) });
    }
  }

  if (worker) {
    ready();
    self.onmessage = ({ data }) => work(data, (answer) => self.postMessage(answer), () => true);
  }
  if (!worker) self.pursuitWork = work;
})();
