// What is done to the files that trunk has built, in this order: the list of files comes last. For a profiler PURSUIT_NAMES=1
// leaves the names of functions in.
await import('./split.mjs');
if (!process.env.PURSUIT_NAMES) await import('./unname.mjs');
await import('./worker.mjs');
await import('./bare.mjs');
await import('./gather.mjs');
await import('./offline.mjs');
