import { readFileSync } from 'node:fs';

/** @typedef {{ readonly atMs: number, readonly busyTicks: number, readonly allTicks: number }} CoreSample */

const lookEveryMs = 100;

/**
 * Watches how busy one core is: its processes, and the interrupts that no process is charged for. Over loopback, interrupts
 * are a large part of a server's work, because the kernel delivers packets on the core that sends them.
 *
 * @param {string | null} core null: nothing is pinned, so the server has no core to itself
 * @returns {(seconds: number) => number | null} stops watching; percent over the busiest span of that length, null if unknown
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
 * The highest use of a core over any span of a given length. A core is busiest under load, so that span lies within the load.
 *
 * @param {readonly CoreSample[]} samples
 * @param {number} spanMs
 * @returns {number | null} null if the samples cover less than one span
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
    // Time that the host takes away is neither used nor available here.
    return { atMs: performance.now(), busyTicks: allTicks - idle - waiting - stolen, allTicks: allTicks - stolen };
  } catch {
    return null;
  }
}
