import { describe, expect, it } from 'vitest';
import { type OperationKind, operationKinds, operations } from '../../../src/load/operation/registry.js';
import { planOperations } from '../../../src/load/workload/plan-operations.js';

/** What each kind sends, as in Redis' documentation; with the chain audit, where that differs. */
const requests: Readonly<Record<OperationKind, { readonly plain: string; readonly chained?: string }>> = {
  get: { plain: 'GET __key__' },
  set: { plain: 'SET __key__ __data__ EX 60', chained: 'SET __key__ __data__ EX 60 GET' },
  del: { plain: 'DEL __key__', chained: 'GETDEL __key__' },
  incr: { plain: 'INCR __key__' },
  append: { plain: 'APPEND __key__ __data__' },
  rpush: { plain: 'RPUSH __key__ __data__' },
  hset: { plain: 'HSET __key__ field __data__' },
  hget: { plain: 'HGET __key__ field' },
  zadd: { plain: 'ZADD __key__ __rand__ member' },
  mget: { plain: 'MGET __key__:0 __key__:1' },
  mset: { plain: 'MSET __key__:0 __data__ __key__:1 __data__' },
  expire: { plain: 'EXPIRE __key__ 60' },
  getex: { plain: 'GETEX __key__ EX 60' },
  xadd: { plain: 'XADD __key__ * field __data__' },
  sadd: { plain: 'SADD __key__ __data____rand__' },
  lpush: { plain: 'LPUSH __key__ __data__' },
  lpop: { plain: 'LPOP __key__' },
  setnx: { plain: 'SETNX __key__ __data__' },
  hgetall: { plain: 'HGETALL __key__' },
  eval: {
    plain:
      "EVAL local old = redis.call('GET', KEYS[1]); redis.call('SET', KEYS[1], unpack(ARGV)); return old 1 __key__ __data__ EX 60",
  },
};

function planOf(kind: OperationKind, chain: boolean) {
  const [plan] = planOperations({ mix: { [kind]: 1 }, commands: [], chain, ttlSeconds: 60, keysPerOperation: 2 });
  return plan!;
}

describe.each(operationKinds)('the operation %s', (kind) => {
  it('sends the documented command', () => {
    const { plain, chained = plain } = requests[kind];
    expect(planOf(kind, false).words.join(' ')).toBe(plain);
    expect(planOf(kind, true).words.join(' ')).toBe(chained);
  });

  it('is described in one sentence', () => {
    expect(operations[kind].summary).toMatch(/^[A-Z].*\.$/);
  });
});

it('audits no list in a mix that takes values from it', () => {
  const mix = { rpush: 1, lpop: 1, set: 1 };
  const planned = planOperations({ mix, commands: [], chain: true, ttlSeconds: null, keysPerOperation: 2 });
  expect(planned.map(({ name, audit }) => [name, audit])).toEqual([
    ['set', 'write'],
    ['rpush', 'none'],
    ['lpop', 'none'],
  ]);
});

describe('the requests of memcached', () => {
  it.each([
    ['get', 'get __key__\r\n', 'mg __key__ v O__token__\r\n'],
    ['set', 'set __key__ 0 60 __size__\r\n__data__\r\n', 'ms __key__ __size__ T60 O__token__\r\n__data__\r\n'],
    ['del', 'delete __key__\r\n', 'md __key__ O__token__\r\n'],
    ['incr', 'incr __key__ 1\r\n', 'ma __key__ N0 J1 D1 v O__token__\r\n'],
    ['mget', 'get __key__:0 __key__:1\r\n', 'mg __key__:0 v q O__token__\r\nmg __key__:1 v q O__token__\r\nmn\r\n'],
    ['expire', 'touch __key__ 60\r\n', 'mg __key__ T60 O__token__\r\n'],
    ['getex', 'gat 60 __key__\r\n', 'mg __key__ T60 v O__token__\r\n'],
  ] as const)('for %s are those of its protocols', (kind, text, meta) => {
    const { memcached } = planOf(kind, false);
    expect(memcached?.text?.request).toBe(text);
    expect(memcached?.meta.request).toBe(meta);
  });

  it('read first what a chained write replaces', () => {
    expect(planOf('set', true).memcached?.text?.request).toBe(
      'get __key__\r\nset __key__ 0 60 __size__\r\n__data__\r\n',
    );
    expect(planOf('del', true).memcached?.meta.request).toBe('mg __key__ v O__token__\r\nmd __key__ O__token__\r\n');
  });
});
