/**
 * A worker's operations in flight, as typed arrays indexed by slot: nothing is allocated per operation. Slot s always
 * belongs to connection floor(s / pipeline), except for those of background steps, which come last.
 */
export class Slots {
  readonly count: number;
  readonly pipeline: number;
  /** The first slot for background steps; `count`: there are none. */
  readonly firstBackground: number;
  /** Slots of a connection, including those for background steps. */
  readonly perConnection: number;
  /** Counts the uses of a slot, so that a late reply to an earlier use is recognized. */
  readonly generation: Uint32Array;
  readonly busy: Uint8Array;
  /** Position of the request among the plan's requests: see `requestsOf`. */
  readonly kind: Uint16Array;
  /** The key's index over all workers. */
  readonly key: Uint32Array;
  /** For a write: the sequence number it carries. For a read: the last acknowledged one when it was sent, -1 for none. */
  readonly sequence: Int32Array;
  /** What `__token__` stands for in a request over RESP. */
  readonly argument: Uint32Array;
  /** Over memcached: the number (CAS) of the value in the last reply that showed one; exact below 2^53. */
  readonly cas: Float64Array;
  readonly plannedMs: Float64Array;
  readonly sentMs: Float64Array;
  /** In a replay, by slot: its request in RESP. Otherwise empty. */
  readonly requests: Uint8Array[] = [];
  #connection: Uint16Array;

  /** `background`: how many of them each connection has for background steps. */
  constructor(connections: number, pipeline: number, background = 0) {
    this.perConnection = pipeline + background;
    this.count = connections * this.perConnection;
    this.pipeline = pipeline;
    this.firstBackground = connections * pipeline;
    this.generation = new Uint32Array(this.count);
    this.busy = new Uint8Array(this.count);
    this.kind = new Uint16Array(this.count);
    this.key = new Uint32Array(this.count);
    this.sequence = new Int32Array(this.count);
    this.argument = new Uint32Array(this.count);
    this.cas = new Float64Array(this.count);
    this.plannedMs = new Float64Array(this.count);
    this.sentMs = new Float64Array(this.count);
    this.#connection = Uint16Array.from({ length: this.count }, (_, slot) =>
      slot < this.firstBackground ? Math.floor(slot / pipeline) : (slot - this.firstBackground) % connections,
    );
  }

  connectionOf(slot: number): number {
    return this.#connection[slot]!;
  }
}

/**
 * The slots that can take an operation: free, and on a ready connection. Handed out in the order they were returned, so that
 * connections take turns. Constant time.
 */
export class FreeSlots {
  #ring: Uint32Array;
  #head = 0;
  #size = 0;
  #slots: Slots;
  #ready: Uint8Array;
  /** Whether a slot is in the ring. */
  #listed: Uint8Array;

  constructor(slots: Slots, connections: number) {
    this.#slots = slots;
    this.#ring = new Uint32Array(slots.count);
    this.#listed = new Uint8Array(slots.count);
    this.#ready = new Uint8Array(connections);
  }

  /** A slot, or -1 when none is available. */
  take(): number {
    while (this.#size > 0) {
      const slot = this.#ring[this.#head]!;
      this.#head = this.#head + 1 === this.#ring.length ? 0 : this.#head + 1;
      this.#size -= 1;
      this.#listed[slot] = 0;
      if (this.#ready[this.#slots.connectionOf(slot)] === 1 && this.#slots.busy[slot] === 0) return slot;
    }
    return -1;
  }

  /** A slot of this connection, or -1 when none is available. Takes time in proportion to the pipeline. */
  takeOf(connection: number): number {
    if (this.#ready[connection] === 0) return -1;
    const first = connection * this.#slots.pipeline;
    for (let slot = first; slot < first + this.#slots.pipeline; slot += 1)
      if (this.#slots.busy[slot] === 0) return slot;
    return -1;
  }

  giveBack(slot: number): void {
    if (this.#listed[slot] === 1 || this.#ready[this.#slots.connectionOf(slot)] === 0) return;
    this.#listed[slot] = 1;
    const place = this.#head + this.#size;
    this.#ring[place < this.#ring.length ? place : place - this.#ring.length] = slot;
    this.#size += 1;
  }

  connectionReady(connection: number, ready: boolean): void {
    this.#ready[connection] = ready ? 1 : 0;
    if (!ready) return;
    const first = connection * this.#slots.pipeline;
    for (let slot = first; slot < first + this.#slots.pipeline; slot += 1)
      if (this.#slots.busy[slot] === 0) this.giveBack(slot);
  }
}
