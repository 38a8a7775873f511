import type { CountedBytes } from '../load/workload/request-bytes.js';

/** Prices count a request with fewer bytes as one of this size. */
const leastPricedBytes = 1000;

/** The sizes of the requests of one command, apart by whether prices grow with them. */
export class RequestSizes {
  #short = { calls: 0, payload: 0, wire: 0 };
  #long = { calls: 0, payload: 0, wire: 0 };

  /** `payload`: keys, arguments and values; `wire`: the request in RESP. */
  add(payload: number, wire: number): void {
    const sizes = payload <= leastPricedBytes ? this.#short : this.#long;
    sizes.calls += 1;
    sizes.payload += payload;
    sizes.wire += wire;
  }

  get calls(): number {
    return this.#short.calls + this.#long.calls;
  }

  /** Means of each part, with which sums over all requests are exact. */
  parts(): readonly CountedBytes[] {
    return [this.#short, this.#long]
      .filter(({ calls }) => calls > 0)
      .map(({ calls, payload, wire }) => ({ calls, payload: payload / calls, wire: wire / calls }));
  }
}
