'use strict';
// Loaded by each Node.js process of an application under test: reports the p99 delay of its event loop once a second, as lines of
// a time (milliseconds on the system's monotonic clock) and a delay in microseconds.
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { isMainThread } = require('node:worker_threads');

const folder = process.env.CACHE_BENCH_EVENT_LOOP;
if (folder && isMainThread) {
  const resolutionMs = 10;
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const report = () => {
    const p99Us = Math.max(0, delay.percentile(99) / 1000 - resolutionMs * 1000);
    const atMs = Number(process.hrtime.bigint()) / 1e6;
    delay.reset();
    try {
      appendFileSync(join(folder, `event-loop-${process.pid}`), `${atMs} ${Math.round(p99Us)}\n`);
    } catch {
      clearInterval(timer);
    }
  };
  const timer = setInterval(report, 1_000);
  timer.unref();
}
