/** Buffers for outgoing requests: few are in use at a time, however many connections there are. */
export class OutputBuffers {
  #bytes: number;
  #free: Buffer[] = [];

  /** All have this length. */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#bytes);
  }

  giveBack(buffer: Buffer): void {
    this.#free.push(buffer);
  }
}
