// Files, as far as the browser's own services are asynchronous: a password over a file, and saving to one and the same file.
// Loaded by the app when it is first used.
//
// What it tells the app is window.pursuitFiles:
//   lock(text, password)     the text of a locked file;  unlock(text, password)  what was locked, null where the password is wrong
//   keep(name, text, again)  writes to the file chosen before (again) or to one that is chosen now: its name, null where cancelled
//   kept                     the name of the file that was chosen
'use strict';
(() => {
  const ROUNDS = 600_000;
  const base64 = (bytes) => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    return btoa(text);
  };
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

  async function key(password, salt, rounds, use) {
    const secret = await crypto.subtle.importKey('raw', new TextEncoder().encode(password.normalize('NFKC')), 'PBKDF2', false, ['deriveKey']);
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds };
    return crypto.subtle.deriveKey(how, secret, { name: 'AES-GCM', length: 256 }, false, [use]);
  }

  async function squeeze(data, stream) {
    const done = new Response(new Blob([data]).stream().pipeThrough(stream));
    return new Uint8Array(await done.arrayBuffer());
  }

  async function lock(text, password) {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const packed = await squeeze(new TextEncoder().encode(text), new CompressionStream('gzip'));
    const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key(password, salt, ROUNDS, 'encrypt'), packed);
    return JSON.stringify({
      format: 'pursuit-locked', schema: 1, cipher: 'AES-256-GCM', key: 'PBKDF2-SHA-256', rounds: ROUNDS,
      salt: base64(salt), iv: base64(iv), data: base64(new Uint8Array(data)),
    });
  }

  async function unlock(text, password) {
    const file = JSON.parse(text);
    // A file may not make the page count for ever.
    if (!(file.rounds >= 1 && file.rounds <= 5_000_000)) throw new Error('rounds');
    const [salt, iv, data] = [file.salt, file.iv, file.data].map(bytes);
    const secret = await key(password, salt, file.rounds, 'decrypt');
    const packed = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, secret, data).catch(() => null);
    if (!packed) return null;
    const limit = 64 << 20;
    const parts = [];
    let size = 0;
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > limit) throw new Error('size');
      parts.push(part.value);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  let chosen = null;
  async function keep(name, text, again) {
    try {
      if (!again || !chosen) {
        const types = [{ description: 'Pursuit', accept: { 'application/json': ['.json'] } }];
        chosen = await window.showSaveFilePicker({ suggestedName: name, types });
      }
      const writable = await chosen.createWritable();
      await writable.write(text);
      await writable.close();
      return chosen.name;
    } catch (error) {
      if (error.name === 'AbortError') return null;
      chosen = null;
      throw error;
    }
  }

  window.pursuitFiles = { lock, unlock, keep, get kept() { return chosen?.name ?? null; } };
})();
