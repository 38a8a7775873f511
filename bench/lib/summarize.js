/** @typedef {import('./measure-rounds.js').Sample} Sample */

/** The requirements that a cell must meet. */
export const bar = { throughputRatio: 1.2, serverCorePercent: 97, serverCpuPercent: 90, cpuRatioToMemtier: 0.75 };

/**
 * @typedef {object} CellSummary
 * @property {number} operationsPerSecond ours, the median
 * @property {string | null} bestRival
 * @property {number | null} bestRivalPerSecond
 * @property {number | null} throughputRatio
 * @property {number | null} serverCpuPercent during our measurements
 * @property {number | null} serverCorePercent the server's core, with interrupts; during our measurements
 * @property {number | null} cpuMicroseconds ours, per operation
 * @property {number | null} memtierCpuMicroseconds
 * @property {number | null} cpuRatioToMemtier
 * @property {'met' | 'not met' | 'unknown'} throughputBar
 * @property {'met' | 'not met' | 'unknown'} cpuBar
 */

/**
 * Medians over all rounds, and ratios of medians.
 *
 * @param {Readonly<Record<string, readonly Sample[]>>} samples by client; `cache-bench` is us
 * @returns {CellSummary}
 */
export function summarizeCell({ 'cache-bench': ours = [], ...rivals }) {
  const operationsPerSecond = median(ours.map((sample) => sample.operationsPerSecond)) ?? Number.NaN;
  const ranked = Object.entries(rivals)
    .map(([name, samples]) => ({ name, perSecond: median(samples.map((sample) => sample.operationsPerSecond)) ?? 0 }))
    .sort((left, right) => right.perSecond - left.perSecond);
  const best = ranked[0] ?? null;
  const throughputRatio = best && best.perSecond > 0 ? operationsPerSecond / best.perSecond : null;
  const serverCpuPercent = median(known(ours.map((sample) => sample.serverCpuPercent)));
  const serverCorePercent = median(known(ours.map((sample) => sample.serverCorePercent)));
  const cpuMicroseconds = cpuPerOperation(ours);
  const memtierCpuMicroseconds = cpuPerOperation(rivals.memtier_benchmark ?? []);
  const cpuRatioToMemtier =
    cpuMicroseconds === null || memtierCpuMicroseconds === null ? null : cpuMicroseconds / memtierCpuMicroseconds;
  return {
    operationsPerSecond,
    bestRival: best?.name ?? null,
    bestRivalPerSecond: best?.perSecond ?? null,
    throughputRatio,
    serverCpuPercent,
    serverCorePercent,
    cpuMicroseconds,
    memtierCpuMicroseconds,
    cpuRatioToMemtier,
    throughputBar: throughputVerdict(throughputRatio, serverCpuPercent, serverCorePercent),
    cpuBar: cpuRatioToMemtier === null ? 'unknown' : cpuRatioToMemtier <= bar.cpuRatioToMemtier ? 'met' : 'not met',
  };
}

/**
 * A server at its limit meets the bar regardless of the ratio: its core has no time left, and the server itself uses nearly all of it.
 *
 * @param {number | null} ratio
 * @param {number | null} cpuPercent
 * @param {number | null} corePercent null: its core was not watched, so only its own CPU time counts
 */
function throughputVerdict(ratio, cpuPercent, corePercent) {
  const isAtLimit =
    (corePercent ?? cpuPercent ?? 0) >= bar.serverCorePercent && (cpuPercent ?? 0) >= bar.serverCpuPercent;
  if ((ratio ?? 0) >= bar.throughputRatio || isAtLimit) return 'met';
  return ratio === null || cpuPercent === null ? 'unknown' : 'not met';
}

/** Microseconds, the median over the rounds. @param {readonly Sample[]} samples */
function cpuPerOperation(samples) {
  const each = samples.map(({ cpuSeconds, operations }) => (cpuSeconds === null ? null : cpuSeconds / operations));
  const middle = median(known(each));
  return middle === null ? null : middle * 1e6;
}

/** @param {readonly (number | null)[]} figures @returns {readonly number[]} */
export function known(figures) {
  return figures.filter((figure) => figure !== null);
}

/** Null for an empty list. @param {readonly number[]} figures @returns {number | null} */
export function median(figures) {
  const sorted = [...figures].sort((left, right) => left - right);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}

/**
 * The order of a round: each round starts with a different client, so that none always benefits from a machine that another warmed up.
 *
 * @template T
 * @param {readonly T[]} clients
 * @param {number} round
 * @returns {readonly T[]}
 */
export function rotated(clients, round) {
  const shift = clients.length === 0 ? 0 : round % clients.length;
  return [...clients.slice(shift), ...clients.slice(0, shift)];
}

/**
 * The slope of memory over time, by least squares, in bytes per minute; null for fewer than two samples.
 *
 * @param {readonly { readonly atMs: number, readonly residentBytes: number }[]} samples
 * @returns {number | null}
 */
export function growthPerMinute(samples) {
  const mean = (/** @type {readonly number[]} */ all) => all.reduce((sum, one) => sum + one, 0) / all.length;
  const middleMs = mean(samples.map(({ atMs }) => atMs));
  const middleBytes = mean(samples.map(({ residentBytes }) => residentBytes));
  const spread = samples.reduce((sum, { atMs }) => sum + (atMs - middleMs) ** 2, 0);
  if (samples.length < 2 || spread === 0) return null;
  const together = samples.reduce(
    (sum, { atMs, residentBytes }) => sum + (atMs - middleMs) * (residentBytes - middleBytes),
    0,
  );
  return (together / spread) * 60_000;
}
