import type { Canary } from '../audit/canaries.js';
import { monotonicMs } from '../clock/monotonic.js';
import type { Cluster } from '../topology/topology.js';
import { findCanaries, type KeySpace, readKeys } from './key-access.js';
import type { RunLog } from './run-log.js';

/** The final state of the data, as the nodes themselves tell it; null where it could not be read. */
export interface ReadBack {
  /** On the monotonic clock. */
  readonly atMs: number;
  readonly converged: boolean;
  readonly keys: {
    readonly primary: Int32Array;
    readonly replicas: readonly { readonly node: string; readonly values: Int32Array }[];
  } | null;
  readonly canaries: { readonly written: number; readonly found: number } | null;
}

/** Waits until the cluster is whole, then reads every key from the primary and from each replica. */
export async function readEverythingBack(
  cluster: Cluster,
  space: KeySpace,
  canaries: readonly Canary[],
  options: { readonly convergenceTimeoutMs: number; readonly log: RunLog },
): Promise<ReadBack> {
  const { convergenceTimeoutMs, log } = options;
  log.add({ type: 'phase-started', phase: 'audit' });
  const converged = await cluster.converge(convergenceTimeoutMs);
  if (converged) log.add({ type: 'converged' });
  else
    log.warn(
      'not-converged',
      `The cluster did not converge within ${convergenceTimeoutMs / 1000} s after the load ended.`,
    );
  const atMs = monotonicMs();
  const primary = cluster.primaryOf(0);
  if (primary === undefined) {
    log.warn('no-primary', 'No primary was left to read the data back from.');
    return { atMs, converged, keys: null, canaries: null };
  }
  try {
    const values = await readKeys(cluster, primary, space);
    const found = await findCanaries(cluster, primary, canaries);
    const replicas = [];
    for (const node of cluster.replicasOf(0))
      replicas.push({ node: node.id, values: await readKeys(cluster, node, space) });
    return { atMs, converged, keys: { primary: values, replicas }, canaries: { written: canaries.length, found } };
  } catch (error) {
    log.warn('read-back-failed', `The data could not be read back: ${(error as Error).message}`);
    return { atMs, converged, keys: null, canaries: null };
  }
}
