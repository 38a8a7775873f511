// A small thread alongside a load thread: it sleeps until the next planned start, wakes the load thread, and sleeps again.
import { parentPort, workerData } from 'node:worker_threads';
import { monotonicMs } from '../clock/monotonic.js';
import { pacerFor } from './pacer/registry.js';
import { SharedStarts } from './replay/shared-starts.js';
import { kernelThreadId } from './thread-use.js';
import { TickerCells, type TickerPlan, tickerCell } from './ticker-protocol.js';

const { share, starts, shared } = workerData as TickerPlan;
const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');

const pacer = starts === null ? pacerFor(share) : new SharedStarts(starts);
const memory = new TickerCells(shared);
const { cells } = memory;

port.postMessage(kernelThreadId());
for (;;) {
  const order = Atomics.load(cells, tickerCell.order);
  tickThrough(order);
  Atomics.wait(cells, tickerCell.order, order);
}

/** Ticks for every planned start of an order, until the next order. */
function tickThrough(order: number): void {
  const { epochMs, plannedEnd } = memory;
  let number = 0;
  for (;;) {
    number = Math.max(number, memory.issued);
    if (number >= plannedEnd) return;
    const wakeMs = epochMs + pacer.startMs(number) - memory.earlyMs;
    const nowMs = monotonicMs();
    if (wakeMs > nowMs && Atomics.wait(cells, tickerCell.order, order, wakeMs - nowMs) !== 'timed-out') return;
    if (Atomics.load(cells, tickerCell.order) !== order) return;
    // A reply may have woken the load thread in the meantime.
    if (memory.issued > number) continue;
    if (Atomics.exchange(cells, tickerCell.pending, 1) === 0) port?.postMessage(null);
    // One tick covers everything that starts before it is received.
    number = Math.max(number + 1, pacer.countBefore(monotonicMs() - epochMs + memory.earlyMs));
  }
}
