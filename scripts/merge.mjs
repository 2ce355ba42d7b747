// Makes one wasm module of several that the splitting tool has cut: same types, same imports (a memory, a table, globals), no
// imported functions. Only the numbers of functions change: where one is called or named, and in the table's segments.

import { Reader, leb } from './wasm.mjs';

const TYPES = 1, IMPORTS = 2, FUNCTIONS = 3, EXPORTS = 7, ELEMENTS = 9, CODE = 10, DATA = 11, DATA_COUNT = 12;

/** Sections by number, without the custom ones (names among them). */
function sections(bytes) {
  const reader = new Reader(bytes, 8);
  const found = new Map();
  while (!reader.done) {
    const id = reader.byte();
    const body = reader.take(reader.number());
    if (id !== 0) found.set(id, body);
  }
  return found;
}

/** Steps over the operands of an instruction; true for those that name a function. */
function operands(code, reader) {
  if (code === 0x10 || code === 0x12 || code === 0xd2) return true;
  const numbers = (count) => { for (; count > 0; count -= 1) reader.number(); };
  if (code <= 0x01 || code === 0x05 || code === 0x0b || code === 0x0f || code === 0x1a || code === 0x1b || (code >= 0x45 && code <= 0xc4) || code === 0xd1) return false;
  if (code === 0x0e) numbers(reader.number() + 1);
  else if (code === 0x1c) numbers(reader.number());
  else if (code === 0x43) reader.take(4);
  else if (code === 0x44) reader.take(8);
  else if (code === 0x11 || code === 0x13 || (code >= 0x28 && code <= 0x3e)) numbers(2);
  else if ((code >= 0x02 && code <= 0x04) || code === 0x0c || code === 0x0d || (code >= 0x20 && code <= 0x26) || (code >= 0x3f && code <= 0x42) || code === 0xd0) numbers(1);
  else if (code === 0xfc) {
    const more = reader.number();
    // What names a segment of data or of a table would have to be renumbered, too; the linker writes none.
    const count = [0, 0, 0, 0, 0, 0, 0, 0, , , 2, 1, , , 2, 1, 1, 1][more];
    if (count === undefined) throw new Error(`Instruction 0xfc ${more} is not known.`);
    numbers(count);
  } else throw new Error(`Instruction 0x${code.toString(16)} is not known.`);
  return false;
}

/** Adds `base` to every function that the body names, in the room the number has: the linker leaves five bytes. */
function renumber(body, base) {
  const reader = new Reader(body);
  for (let groups = reader.number(); groups > 0; groups -= 1) { reader.number(); reader.number(); }
  while (!reader.done) {
    if (!operands(reader.byte(), reader)) continue;
    const start = reader.at;
    let value = reader.number() + base;
    for (let at = start; at < reader.at; at += 1, value = Math.floor(value / 128)) body[at] = (value % 128) | (at < reader.at - 1 ? 128 : 0);
    if (value > 0) throw new Error('A function has no room for its number.');
  }
}

/** A table's segment, as the tool writes it, with its functions renumbered: table, first slot, kind, functions. */
function segment(reader, base) {
  const start = reader.at;
  const [kind, table, constant] = [reader.number(), reader.number(), reader.byte()];
  reader.number();
  const [end, functions] = [reader.byte(), reader.byte()];
  if (kind !== 2 || table !== 0 || constant !== 0x41 || end !== 0x0b || functions !== 0) throw new Error('A segment of the table is of a kind that is not known.');
  const head = reader.bytes.subarray(start, reader.at);
  const count = reader.number();
  return Buffer.concat([head, leb(count), ...Array.from({ length: count }, () => leb(reader.number() + base))]);
}

export function merge(modules) {
  const parts = modules.map(sections);
  const types = parts[0].get(TYPES);
  // The longer list of imports begins with a global that not all of them use.
  const imports = parts.map((part) => part.get(IMPORTS)).reduce((one, other) => (other.length > one.length ? other : one));
  const entries = (body) => body.subarray(leb(new Reader(body).number()).length);
  const [functions, elements, code, data] = [[], [], [], []];
  let [functionCount, elementCount, dataCount] = [0, 0, 0];
  for (const part of parts) {
    const known = [TYPES, IMPORTS, FUNCTIONS, EXPORTS, ELEMENTS, CODE, DATA, DATA_COUNT];
    const strange = [...part.keys()].find((id) => !known.includes(id));
    if (strange !== undefined) throw new Error(`Section ${strange} is not known.`);
    if (!part.get(TYPES).equals(types)) throw new Error('Two modules differ in their types.');
    const own = entries(part.get(IMPORTS));
    if (!imports.subarray(-own.length).equals(own)) throw new Error('Two modules differ in their imports.');
    if (part.has(EXPORTS) && new Reader(part.get(EXPORTS)).number() > 0) throw new Error('A shared module exports something.');
    const base = functionCount;
    if (part.has(FUNCTIONS)) {
      functionCount += new Reader(part.get(FUNCTIONS)).number();
      functions.push(entries(part.get(FUNCTIONS)));
    }
    if (part.has(ELEMENTS)) {
      const reader = new Reader(part.get(ELEMENTS));
      for (let count = reader.number(); count > 0; count -= 1, elementCount += 1) elements.push(segment(reader, base));
    }
    if (part.has(CODE)) {
      const reader = new Reader(part.get(CODE));
      for (let count = reader.number(); count > 0; count -= 1) {
        const body = Buffer.from(reader.take(reader.number()));
        renumber(body, base);
        code.push(leb(body.length), body);
      }
    }
    if (part.has(DATA)) {
      dataCount += new Reader(part.get(DATA)).number();
      data.push(entries(part.get(DATA)));
    }
  }
  const section = (id, ...bodies) => {
    const body = Buffer.concat(bodies);
    return Buffer.concat([Buffer.from([id]), leb(body.length), body]);
  };
  const made = Buffer.concat([
    modules[0].subarray(0, 8),
    section(TYPES, types),
    section(IMPORTS, imports),
    section(FUNCTIONS, leb(functionCount), ...functions),
    section(ELEMENTS, leb(elementCount), ...elements),
    section(CODE, leb(functionCount), ...code),
    section(DATA, leb(dataCount), ...data),
  ]);
  if (!WebAssembly.validate(made)) throw new Error('The merged module is not valid.');
  return made;
}
