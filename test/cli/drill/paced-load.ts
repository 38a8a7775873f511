import type { Redis } from 'ioredis';
import { monotonicMs } from '../../../src/clock/monotonic.js';

/** One of several requests in turn, as often as its weight; `number` counts its own requests. */
export interface PacedOperation {
  readonly weight: number;
  request(number: number): readonly (string | number)[];
}

export interface PacedLoad extends Disposable {
  /** Operations sent so far: on a busy machine, fewer than planned. */
  sent(): number;
}

/** Sends these operations at this rate until disposed, from one connection. */
export function startPacedLoad(
  client: Pick<Redis, 'call'>,
  perSecond: number,
  operations: readonly PacedOperation[],
): PacedLoad {
  const counted = operations.map(({ weight, request }) => ({ weight, request, count: 0 }));
  const cycle = counted.flatMap((operation) => Array.from({ length: operation.weight }, () => operation));
  const startMs = monotonicMs();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((monotonicMs() - startMs) * perSecond) / 1000);
    for (; sent < due; sent += 1) {
      // Steps through the cycle so that neighbours differ.
      const operation = cycle[(sent * 37) % cycle.length]!;
      const [name = '', ...words] = operation.request(operation.count);
      operation.count += 1;
      client.call(String(name), ...words).catch(() => {});
    }
  }, 5);
  return { sent: () => sent, [Symbol.dispose]: () => clearInterval(timer) };
}
