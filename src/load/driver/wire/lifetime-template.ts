import type { ByteTemplate } from './byte-template.js';

const mostBytes = '$15\r\n'.length + 15 + '\r\n'.length;

/** A RESP request whose last word is a number of milliseconds that differs from request to request. */
export class LifetimeTemplate implements Pick<ByteTemplate, 'mostBytes' | 'write'> {
  readonly mostBytes: number;
  #request: ByteTemplate;
  #nextMs: () => number;

  /** `request`: everything before that word. */
  constructor(request: ByteTemplate, nextMs: () => number) {
    this.mostBytes = request.mostBytes + mostBytes;
    this.#request = request;
    this.#nextMs = nextMs;
  }

  write(target: Buffer, at: number, key: number, sequence: number, token: number): number {
    const end = this.#request.write(target, at, key, sequence, token);
    const digits = String(this.#nextMs());
    return end + target.write(`$${digits.length}\r\n${digits}\r\n`, end, 'latin1');
  }
}
