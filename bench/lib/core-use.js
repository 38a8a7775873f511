import { readFileSync } from 'node:fs';

/** @typedef {{ readonly atMs: number, readonly busyTicks: number, readonly allTicks: number }} CoreSample */

const lookEveryMs = 100;

/**
 * Watches how busy one core is until it is asked: its processes, and the interrupts that no process is charged with. Over
 * loopback these are a good part of a server's work: the kernel hands packets over in the time of the core that sends them.
 *
 * @param {string | null} core null: nothing is pinned, so that no core is the server's own
 * @returns {(seconds: number) => number | null} ends the watch; percent over the busiest so many seconds, null where it can't be told
 */
export function watchCore(core) {
  /** @type {CoreSample[]} */
  const samples = [];
  const look = () => {
    const sample = core === null ? null : readCore(core);
    if (sample !== null) samples.push(sample);
  };
  look();
  const timer = setInterval(look, lookEveryMs);
  return (seconds) => {
    clearInterval(timer);
    look();
    return busiestPercent(samples, seconds * 1000);
  };
}

/**
 * The highest share of a core's time that was used over a span of a length. Load is what makes a core busiest, so the span lies within it.
 *
 * @param {readonly CoreSample[]} samples
 * @param {number} spanMs
 * @returns {number | null} null when they don't reach that far
 */
export function busiestPercent(samples, spanMs) {
  const shares = samples.flatMap((from, index) => {
    const to = samples.slice(index + 1).find(({ atMs }) => atMs - from.atMs >= spanMs);
    if (to === undefined || to.allTicks === from.allTicks) return [];
    return [(100 * (to.busyTicks - from.busyTicks)) / (to.allTicks - from.allTicks)];
  });
  return shares.length === 0 ? null : Math.max(...shares);
}

/** Source: proc_stat(5): user nice system idle iowait irq softirq steal. @param {string} core @returns {CoreSample | null} */
function readCore(core) {
  try {
    const line = readFileSync('/proc/stat', 'utf8')
      .split('\n')
      .find((one) => one.startsWith(`cpu${core} `));
    if (line === undefined) return null;
    const ticks = line.split(/\s+/).slice(1, 9).map(Number);
    const allTicks = ticks.reduce((sum, one) => sum + one, 0);
    const [, , , idle = 0, waiting = 0, , , stolen = 0] = ticks;
    // What the host takes away is nobody's here: neither used nor to be had.
    return { atMs: performance.now(), busyTicks: allTicks - idle - waiting - stolen, allTicks: allTicks - stolen };
  } catch {
    return null;
  }
}
