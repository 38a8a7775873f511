import type { OperationPlan } from '../../../../model/operation-plan.js';
import { isKeyOf } from '../../../../model/table.js';
import type { OperationKind } from '../../../workload/operations.js';

/** The request for one kind of operation. */
interface MemcachedRequest {
  /** In the text and the meta protocol; placeholders as in ByteTemplate. */
  readonly text: (ttlSeconds: number, keyCount: number) => string;
  readonly meta: (ttlSeconds: number, keyCount: number) => string;
}

/**
 * The memcached request for each kind of operation it supports. A TTL of 0 means none, and more than 30 days would be read
 * as a date. Sources: memcached's doc/protocol.txt, including "Meta Commands".
 */
export const memcachedRequests: Partial<Record<OperationKind, MemcachedRequest>> = {
  get: { text: () => 'get __key__\r\n', meta: () => 'mg __key__ v O__token__\r\n' },
  set: {
    text: (ttlSeconds) => `set __key__ 0 ${ttlSeconds} __size__\r\n__data__\r\n`,
    meta: (ttlSeconds) => `ms __key__ __size__${ttlSeconds > 0 ? ` T${ttlSeconds}` : ''} O__token__\r\n__data__\r\n`,
  },
  del: { text: () => 'delete __key__\r\n', meta: () => 'md __key__ O__token__\r\n' },
  incr: {
    text: () => 'incr __key__ 1\r\n',
    // N: a missing counter starts at J, the value after its first increment.
    meta: (ttlSeconds) => `ma __key__ N${ttlSeconds} J1 D1 v O__token__\r\n`,
  },
  mget: {
    text: (_ttlSeconds, keyCount) => `get ${keysOf(keyCount).join(' ')}\r\n`,
    // q: misses get no reply, and mn ends the answer.
    meta: (_ttlSeconds, keyCount) =>
      `${keysOf(keyCount)
        .map((key) => `mg ${key} v q O__token__\r\n`)
        .join('')}mn\r\n`,
  },
  expire: {
    text: (ttlSeconds) => `touch __key__ ${ttlSeconds}\r\n`,
    meta: (ttlSeconds) => `mg __key__ T${ttlSeconds} O__token__\r\n`,
  },
  getex: {
    text: (ttlSeconds) => `gat ${ttlSeconds} __key__\r\n`,
    meta: (ttlSeconds) => `mg __key__ T${ttlSeconds} v O__token__\r\n`,
  },
};

/** The kinds of operation that memcached supports. */
export const memcachedKinds: readonly string[] = Object.keys(memcachedRequests);

/** The request for an operation; a chained write is a read and a store in one request. */
export function memcachedRequest(protocol: 'text' | 'meta', operation: OperationPlan): string {
  const { name } = operation;
  const request = isKeyOf(memcachedRequests, name) ? memcachedRequests[name]?.[protocol] : undefined;
  if (request === undefined) throw new Error(`Memcached has no ${name}.`);
  const read = isChained(operation) ? (memcachedRequests.get?.[protocol](0, 1) ?? '') : '';
  return read + request(operation.ttlSeconds ?? 0, operation.keyCount);
}

function keysOf(keyCount: number): readonly string[] {
  return Array.from({ length: keyCount }, (_, index) => `__key__:${index}`);
}

/** Whether a write is preceded by a read of the value it replaces. */
export function isChained({ reply }: OperationPlan): boolean {
  return reply === 'replaced';
}
