import type { Redis } from 'ioredis';
import type { ClusterNode } from '../cluster.js';
import type { DataAccess } from '../data-access.js';
import { redisDataAccess } from '../redis-data.js';
import { askByKey, type KeyedOutcome, type KeyedRequest, type LineTo } from './keyed-requests.js';

/**
 * DataAccess for cluster members, where a command must not name keys of several slots, and slots can move. Keys that a
 * primary no longer serves are read from the member that does; a replica reports only its own data.
 */
export function clusterDataAccess(connectionOf: (node: ClusterNode) => Redis, lineTo: LineTo): DataAccess {
  const data = redisDataAccess(connectionOf);
  const ask = (node: ClusterNode, requests: readonly KeyedRequest[]) =>
    askByKey(
      { address: node.address, connection: connectionOf(node) },
      requests,
      node.role === 'replica' ? async () => undefined : lineTo,
    );
  return {
    ...data,
    async read(node, keys) {
      const outcomes = await ask(
        node,
        keys.map((key) => ['GET', key]),
      );
      return outcomes
        .map(readable)
        .map((value) => (typeof value === 'string' || value == null ? value : String(value)));
    },
    async call(node, requests) {
      const outcomes = await ask(node, requests as readonly KeyedRequest[]);
      return outcomes.map(node.role === 'replica' ? readable : answered);
    },
    async write(node, pairs, ttlSeconds = null) {
      const requests: KeyedRequest[] = [];
      for (let at = 0; at < pairs.length; at += 2) {
        const [key = '', value = ''] = pairs.slice(at, at + 2);
        requests.push(['SET', key, value, ...(ttlSeconds === null ? [] : ['EX', String(ttlSeconds)])]);
      }
      (await ask(node, requests)).forEach(answered);
    },
  };
}

function answered({ error, answer }: KeyedOutcome): unknown {
  if (error !== undefined) throw error;
  return answer;
}

/** Undefined if the slot is elsewhere or unserved: one such key must not affect the others. */
function readable(outcome: KeyedOutcome): unknown {
  if (outcome.error !== undefined && /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN)\b/.test(outcome.error.message))
    return undefined;
  return answered(outcome) ?? null;
}
