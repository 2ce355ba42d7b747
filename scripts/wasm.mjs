// How wasm writes numbers and lists.

/** A number in groups of seven bits. */
export const leb = (value) => {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
};

export class Reader {
  constructor(bytes, at = 0) { this.bytes = bytes; this.at = at; }
  get done() { return this.at >= this.bytes.length; }
  byte() { return this.bytes[this.at++]; }
  number() {
    for (let value = 0, shift = 1; ; shift *= 128) {
      const byte = this.byte();
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  }
  take(length) { return this.bytes.subarray(this.at, (this.at += length)); }
}
