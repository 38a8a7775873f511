/** @typedef {import('../../src/random/random.js').Random} Random */
/** @typedef {Readonly<Record<string, unknown>>} Document */

/**
 * The clusters of a soak test: small, and quick to detect a dead node.
 *
 * @type {Readonly<Record<string, Document>>}
 */
export const soakTopologies = {
  sentinel: { kind: 'sentinel', replicas: 2, sentinel: { downAfter: '500ms', failoverTimeout: '1s' } },
  cluster: { kind: 'cluster', shards: 3, replicas: 1, cluster: { nodeTimeout: '500ms' } },
  replicated: { kind: 'replicated', replicas: 1 },
  standalone: { kind: 'standalone' },
  memcached: { kind: 'memcached', engine: 'memcached', shards: 3, replicas: 0 },
};

const recoveries = ['replace', 'restart', 'restart-empty', 'none'];
/** When the second fault strikes, relative to the first. */
const secondTimings = [
  { at: '1500ms' },
  { at: '2500ms' },
  { random: { between: ['1s', '4s'] } },
  { when: 'healed', delay: '200ms' },
  { when: 'promoted' },
  { when: 'redundant' },
];

/**
 * A drill of a few seconds with one or two random faults, with their default options. It may make no sense (a pool has no
 * promotion); `drawScenario` repeats until a drill does.
 *
 * @param {number} run
 * @param {readonly string[]} faults
 * @param {string} topology
 * @param {Random} random
 * @returns {Document}
 */
export function soakScenario(run, faults, topology, random) {
  const first = { at: '1500ms', ...soakFault(faults, random) };
  const second = { ...drawn(secondTimings, random), ...soakFault(faults, random) };
  return {
    name: `soak-${run}`,
    topology: soakTopologies[topology],
    workload: { driver: 'wire', connections: 4, rate: 500, keys: 500, deadline: '500ms' },
    phases: { warmup: '200ms', duration: '6s' },
    faults: random.below(2) === 0 ? [first] : [first, second],
    gates: ['unexpected_writes == 0', 'lost_writes <= 100000', 'availability >= 1%'],
    seed: random.below(2 ** 32),
  };
}

/** @param {readonly string[]} faults @param {Random} random */
function soakFault(faults, random) {
  return {
    [drawn(faults, random)]: {},
    recover: drawn(recoveries, random),
    after: `${500 + random.below(2_000)}ms`,
  };
}

/**
 * Draws until a scenario is accepted; throws after 200 rejected ones.
 *
 * @template Accepted
 * @param {() => Document} draw
 * @param {(document: Document) => Promise<Accepted | undefined>} accept returns undefined to reject
 * @returns {Promise<Accepted>}
 */
export async function drawScenario(draw, accept) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const accepted = await accept(draw());
    if (accepted !== undefined) return accepted;
  }
  throw new Error('None of 200 drills was valid: this script no longer matches the rules for scenarios.');
}

/** @template T @param {readonly T[]} all @param {Random} random @returns {T} */
function drawn(all, random) {
  const one = all[random.below(all.length)];
  if (one === undefined) throw new Error('The list to draw from is empty.');
  return one;
}
