import type { Redis } from 'ioredis';
import { atMost } from '../../clock/wait.js';
import type { ClusterNode } from '../cluster.js';
import { clusterDataAccess } from '../cluster-mode/cluster-data.js';
import { askByKey, type LineTo } from '../cluster-mode/keyed-requests.js';
import { redisDataAccess } from '../redis-data.js';
import { BrokenFigureError } from '../server-figure.js';
import type { KeptKey, TargetData } from '../topology.js';

/** An old primary that is silent must not keep us from the keys of the new one. */
const oldPrimaryMs = 500;

/**
 * TargetData over control connections. Figures that a server does not report are missing, not an error; a non-numeric figure
 * is an error.
 */
export function targetData(connectionOf: (node: ClusterNode) => Redis): TargetData {
  const data = redisDataAccess(connectionOf);
  return {
    ...data,
    inspect: (node) => data.inspect(node).catch(missing),
    async remove(node, keys) {
      const unlink = (command: string) => connectionOf(node).call(command, ...keys);
      await unlink('UNLINK').catch((error: Error) => {
        if (!needsDel(error)) throw error;
        return unlink('DEL');
      });
      return [];
    },
  };
}

/**
 * The same, but keys are also removed from every other server that still considers itself the primary: an unplanned
 * failover leaves an old one, which its sentinels may demote only seconds after the run has ended.
 */
export function removingFromAll(data: TargetData, primaries: () => readonly ClusterNode[]): TargetData {
  return {
    ...data,
    async remove(node, keys) {
      const kept = await data.remove(node, keys);
      const others = primaries().filter((other) => other !== node);
      // One that rejects this has been demoted meanwhile, or is gone: then its data is discarded.
      await Promise.all(others.map((other) => atMost(data.remove(other, keys).catch(nothing), oldPrimaryMs)));
      return kept;
    },
  };
}

function nothing(): readonly KeptKey[] {
  return [];
}

/** The same for members of a Redis Cluster, whose slots may move. */
export function targetClusterData(connectionOf: (node: ClusterNode) => Redis, lineTo: LineTo): TargetData {
  const data = clusterDataAccess(connectionOf, lineTo);
  return {
    ...data,
    inspect: (node) => data.inspect(node).catch(missing),
    async remove(node, keys) {
      const line = { address: node.address, connection: connectionOf(node) };
      const ask = async (command: string, names: readonly string[]) => {
        const requests = names.map((name) => [command, name] as const);
        const outcomes = await askByKey(line, requests, lineTo);
        return outcomes.flatMap(({ error }, index) => (error ? [{ name: names[index] ?? '', error }] : []));
      };
      const failed = await ask('UNLINK', keys);
      const again = failed.filter(({ error }) => needsDel(error)).map(({ name }) => name);
      const kept = [...failed.filter(({ error }) => !needsDel(error)), ...(await ask('DEL', again))];
      return kept.map(({ name, error }) => ({ name, reason: error.message }));
    },
  };
}

function missing(error: Error): undefined {
  if (error instanceof BrokenFigureError) throw error;
  return undefined;
}

/** UNLINK (Redis 4.0) frees memory in the background; DEL is the fallback if it is unknown or not permitted. */
function needsDel({ message }: Error): boolean {
  return /unknown command|NOPERM/i.test(message);
}
