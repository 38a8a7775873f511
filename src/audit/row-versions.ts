/**
 * The versions of the rows behind a cache, in memory that all load threads share. A row's versions are 1, 2, 3 and so on in
 * the order of their commits: each row has one writer, which has at most one unsettled write, and the origin ignores an older
 * version that arrives late. Subtle: the order of these calls and the requests is what makes the audit exact without clocks.
 *
 *     writer:  sent(v) | origin commits v | acknowledged(v)
 *     reader:  floor = floorOf(key) | first request ... last answer | stale if version < floor
 *
 * What a reader finds below its floor was replaced before it began. What overlaps a commit may be old or new, and is never
 * stale, because the floor rises only after the acknowledgement and is read before the first request.
 */
export class RowVersions {
  readonly shared: RowVersionsMemory;

  /** `shared`: new, or that of another thread. */
  constructor(shared: RowVersionsMemory) {
    this.shared = shared;
  }

  /** To be called before the write is sent. */
  sent(key: number, version: number): void {
    Atomics.store(this.shared.sent, key, version);
  }

  /** To be called after the commit was acknowledged, and never for one that was not. */
  acknowledged(key: number, version: number): void {
    if (version > Atomics.load(this.shared.committed, key)) Atomics.store(this.shared.committed, key, version);
  }

  /** The newest version that every read from now on must find; to be called before its first request. */
  floorOf(key: number): number {
    return Atomics.load(this.shared.committed, key);
  }

  /** Whether nobody has written this version; to be called after the answer. */
  isPhantom(key: number, version: number): boolean {
    return version > Atomics.load(this.shared.sent, key);
  }
}

export interface RowVersionsMemory {
  readonly sent: Int32Array<SharedArrayBuffer>;
  readonly committed: Int32Array<SharedArrayBuffer>;
}

/** Memory for rows that all have `firstVersion`. */
export function rowVersionsMemory(rows: number, firstVersion: number): RowVersionsMemory {
  const filled = () => new Int32Array(new SharedArrayBuffer(rows * Int32Array.BYTES_PER_ELEMENT)).fill(firstVersion);
  return { sent: filled(), committed: filled() };
}
