import { parseStamp, stampBytes } from '../model/write-stamp.js';

/** A stamped write seen on a replication stream. */
export interface TappedWrite {
  readonly keyIndex: number;
  readonly sequence: number;
}

type State =
  | 'handshake'
  | 'rdb-header'
  | 'rdb-sized'
  | 'rdb-delimited'
  | 'array'
  | 'bulk-length'
  | 'bulk'
  | 'bulk-end'
  | 'lost';

/** `full`: the primary sends all of its data. `partial`: it resumes where the replica's data ends. */
type Sync = 'full' | 'partial';

const delimiterBytes = 40;
const longestLineBytes = 512;

/**
 * Reads what a primary sends to one replica, and tracks which of our writes it carried and which were passed on. It follows
 * the replication protocol: handshake lines, `+FULLRESYNC` with an RDB (sized, or delimited for diskless sync) or
 * `+CONTINUE`, then commands as RESP arrays. Source: redis/src/replication.c. A stream that it can't follow makes it `lost`:
 * it then makes no further claims.
 */
export class ReplicationTap {
  /** By key: highest sequence that the primary sent, read here or included in the data that the sync built on. */
  readonly lastRead = new Map<number, number>();
  #builtOn: (sync: Sync) => ReadonlyMap<number, number>;
  #state: State = 'handshake';
  #runTag: string;
  #line = '';
  #remainingBytes = 0;
  #delimiter = '';
  #tail = '';
  #argumentsLeft = 0;
  #argumentIndex = 0;
  #stamp = '';
  #readBytes = 0;
  #passedBytes = 0;
  // Writes read but not yet passed on, oldest first, from #head on.
  #pending: { readonly write: TappedWrite; readonly endByte: number }[] = [];
  #head = 0;

  /** `builtOn` is called once, when the primary announces its sync mode: the highest sequence, by key, that need not be sent. */
  constructor(runTag: string, builtOn: (sync: Sync) => ReadonlyMap<number, number> = () => new Map()) {
    this.#runTag = runTag;
    this.#builtOn = builtOn;
  }

  /** Whether it is following commands: neither lost, nor before the end of the sync. */
  get following(): boolean {
    return !['handshake', 'rdb-header', 'rdb-sized', 'rdb-delimited', 'lost'].includes(this.#state);
  }

  /** Bytes of the stream read from the primary but not passed on. */
  get pendingBytes(): number {
    return this.#readBytes - this.#passedBytes;
  }

  /** Writes read from the primary whose last byte was not passed on, oldest first. */
  pendingWrites(): TappedWrite[] {
    return this.#pending.slice(this.#head).map((entry) => entry.write);
  }

  /** By key: highest sequence passed on to the replica. */
  delivered(): Map<number, number> {
    const delivered = new Map(this.lastRead);
    for (const { keyIndex, sequence } of this.pendingWrites())
      delivered.set(keyIndex, Math.min(sequence - 1, delivered.get(keyIndex) ?? 0));
    return delivered;
  }

  /** Processes the next bytes from the primary. */
  read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.#state !== 'lost') at = this.#step(chunk, at);
    this.#readBytes += chunk.length;
  }

  /** The next `count` bytes have been passed on to the replica. */
  passed(count: number): void {
    this.#passedBytes += count;
    while (this.#head < this.#pending.length && this.#pending[this.#head]!.endByte <= this.#passedBytes)
      this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#pending.length) {
      this.#pending = this.#pending.slice(this.#head);
      this.#head = 0;
    }
  }

  #step(chunk: Buffer, at: number): number {
    switch (this.#state) {
      case 'rdb-sized':
        return this.#skip(chunk, at, () => this.#enter('array'));
      case 'rdb-delimited':
        return this.#skipDelimited(chunk, at);
      case 'bulk':
        return this.#readBulk(chunk, at);
      case 'bulk-end':
        return this.#skip(chunk, at, () => this.#endArgument(at + this.#remainingBytes));
      default:
        return this.#readLine(chunk, at);
    }
  }

  #readLine(chunk: Buffer, at: number): number {
    const newline = chunk.indexOf(10, at);
    const end = newline < 0 ? chunk.length : newline;
    this.#line += chunk.toString('latin1', at, end);
    if (this.#line.length > longestLineBytes) this.#enter('lost');
    if (newline < 0) return chunk.length;
    const line = this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line;
    this.#line = '';
    this.#takeLine(line);
    return newline + 1;
  }

  #takeLine(line: string): void {
    switch (this.#state) {
      case 'handshake':
        if (line.startsWith('+FULLRESYNC')) this.#sync('full', 'rdb-header');
        else if (line.startsWith('+CONTINUE')) this.#sync('partial', 'array');
        return;
      case 'rdb-header':
        // Empty lines keep the link alive while the primary prepares the RDB.
        if (line === '') return;
        if (line.startsWith('$EOF:')) {
          this.#delimiter = line.slice(5);
          this.#tail = '';
          this.#enter(this.#delimiter.length === delimiterBytes ? 'rdb-delimited' : 'lost');
        } else {
          this.#remainingBytes = numberAfter('$', line);
          this.#enter(this.#remainingBytes > 0 ? 'rdb-sized' : 'lost');
        }
        return;
      case 'array':
        if (line === '') return;
        this.#argumentsLeft = numberAfter('*', line);
        this.#argumentIndex = 0;
        this.#stamp = '';
        this.#enter(this.#argumentsLeft > 0 ? 'bulk-length' : 'lost');
        return;
      case 'bulk-length':
        this.#remainingBytes = numberAfter('$', line);
        if (this.#remainingBytes >= 0) this.#enter(this.#remainingBytes > 0 ? 'bulk' : 'bulk-end', 2);
        else this.#enter('lost');
        return;
      default:
        this.#enter('lost');
    }
  }

  #sync(sync: Sync, next: State): void {
    for (const [keyIndex, sequence] of this.#builtOn(sync)) this.lastRead.set(keyIndex, sequence);
    this.#enter(next);
  }

  #enter(state: State, remainingBytes?: number): void {
    this.#state = state;
    if (state === 'bulk-end') this.#remainingBytes = remainingBytes ?? 2;
  }

  /** Skips #remainingBytes; calls `then` once all of them have arrived. */
  #skip(chunk: Buffer, at: number, then: () => void): number {
    const here = Math.min(this.#remainingBytes, chunk.length - at);
    if (here === this.#remainingBytes) then();
    else this.#remainingBytes -= here;
    return at + here;
  }

  #skipDelimited(chunk: Buffer, at: number): number {
    const before = this.#tail.length;
    const text = this.#tail + chunk.toString('latin1', at);
    const found = text.indexOf(this.#delimiter);
    if (found < 0) {
      this.#tail = text.slice(-(delimiterBytes - 1));
      return chunk.length;
    }
    this.#tail = '';
    this.#enter('array');
    return at + found + delimiterBytes - before;
  }

  // The value is the third argument of SET key value; only its stamp matters.
  #readBulk(chunk: Buffer, at: number): number {
    const here = Math.min(this.#remainingBytes, chunk.length - at);
    const wanted = stampBytes - this.#stamp.length;
    if (this.#argumentIndex === 2 && wanted > 0)
      this.#stamp += chunk.toString('latin1', at, at + Math.min(here, wanted));
    this.#remainingBytes -= here;
    if (this.#remainingBytes === 0) this.#enter('bulk-end');
    return at + here;
  }

  #endArgument(endInChunk: number): void {
    this.#argumentIndex += 1;
    this.#argumentsLeft -= 1;
    if (this.#argumentsLeft > 0) {
      this.#enter('bulk-length');
      return;
    }
    const stamp = parseStamp(this.#stamp);
    if (stamp && stamp.runTag === this.#runTag) {
      this.#pending.push({ write: stamp, endByte: this.#readBytes + endInChunk });
      this.lastRead.set(stamp.keyIndex, Math.max(stamp.sequence, this.lastRead.get(stamp.keyIndex) ?? 0));
    }
    this.#enter('array');
  }
}

/** The digits after a mark; NaN if the line has a different form. */
function numberAfter(mark: string, line: string): number {
  return line.startsWith(mark) && /^\d{1,12}$/.test(line.slice(1)) ? Number(line.slice(1)) : Number.NaN;
}
