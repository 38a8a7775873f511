import { describe, expect, it } from 'vitest';
import { missing, notObserved } from '../../../src/audit/observation.js';
import { unexpectedReply } from '../../../src/load/driver/wire/protocol.js';
import { RespProtocol } from '../../../src/load/driver/wire/resp-protocol.js';
import { IntervalRecorder } from '../../../src/load/interval-recorder.js';
import { Slots } from '../../../src/load/slots.js';
import type { WeightedCommand } from '../../../src/load/workload/command-template.js';
import { planOperations } from '../../../src/load/workload/plan-operations.js';
import { openAccess } from '../../../src/model/access.js';

const idle = { wallMs: 100, cpuMs: 1, waitedForCpuMs: 0, gcMs: 0, idlePollMs: 0, eventLoopDelay: null, ticker: null };

function answeredTo(given: { command?: WeightedCommand; mget?: number }) {
  const slots = new Slots(1, 1);
  const operations = planOperations({
    mix: given.mget === undefined ? {} : { mget: 1 },
    commands: given.command === undefined ? [] : [given.command],
    chain: false,
    ttlSeconds: null,
    keysPerOperation: given.mget ?? 1,
  });
  const protocol = new RespProtocol(
    {
      view: { kind: 'single', endpoint: { host: '127.0.0.1', port: 1 }, access: openAccess },
      connections: 1,
      clientPolicy: 'measured',
      deadlineMs: 1_000,
      connectTimeoutMs: 1_000,
      seed: 1,
      keys: 1,
      protocol: null,
      runTag: 'a1b2c3d4',
      operations,
      durability: { kind: 'async' },
      valueSizes: { kind: 'fixed', bytes: 24 },
      data: 'compressible',
      slots,
    },
    [],
  );
  return (reply: string) => {
    const recorder = new IntervalRecorder(operations);
    let seen = Number.NaN;
    protocol
      .createReader((...reply) => {
        seen = protocol.show(0, ...reply);
      })
      .read(Buffer.from(reply), reply.length);
    if (seen !== unexpectedReply) recorder.showed(0, seen);
    const { hits, misses, unknownReads } = recorder.take(0, idle);
    return { seen, hits, misses, unknownReads };
  };
}

const hgetall = { command: 'HGETALL __key__', weight: 1 };

describe('the reply to a free read command', () => {
  it.each(['*0\r\n', '*2\r\n$1\r\nf\r\n$1\r\nv\r\n', '%0\r\n'])(
    'does not show whether the key existed: %j',
    (reply) => {
      expect(answeredTo({ command: hgetall })(reply)).toMatchObject({ hits: 0, misses: 0, unknownReads: 1 });
    },
  );

  it.each(['*0\r\n', '%0\r\n', '$-1\r\n', '_\r\n', '$0\r\n\r\n', ':0\r\n', '*2\r\n$-1\r\n$-1\r\n'])(
    'is a miss if it is declared so and the reply is empty: %j',
    (reply) => {
      const answered = answeredTo({ command: { ...hgetall, miss: 'empty' } })(reply);
      expect(answered).toEqual({ seen: missing, hits: 0, misses: 1, unknownReads: 0 });
    },
  );

  it.each(['*2\r\n$1\r\nf\r\n$1\r\nv\r\n', '$1\r\nx\r\n', ':-2\r\n', '+OK\r\n'])('is otherwise a hit: %j', (reply) => {
    const answered = answeredTo({ command: { ...hgetall, miss: 'empty' } })(reply);
    expect(answered).toEqual({ seen: notObserved, hits: 1, misses: 0, unknownReads: 0 });
  });

  it('shows hits of GET, unless declared otherwise', () => {
    const get = { command: 'GET __key__', weight: 1 };
    expect(answeredTo({ command: get })('$-1\r\n')).toMatchObject({ misses: 1, unknownReads: 0 });
    expect(answeredTo({ command: { ...get, miss: 'unknown' } })('$-1\r\n')).toMatchObject({
      misses: 0,
      unknownReads: 1,
    });
  });
});

describe('the reply to a multi-key read', () => {
  it('counts the keys that existed and those that did not', () => {
    expect(answeredTo({ mget: 3 })('*3\r\n$1\r\nx\r\n$-1\r\n$1\r\ny\r\n')).toMatchObject({ hits: 2, misses: 1 });
  });

  it.each(['*2\r\n$1\r\nx\r\n$1\r\ny\r\n', '*0\r\n', '*4\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n', '*-1\r\n', '$1\r\nx\r\n'])(
    'is no source of missing keys if its length is wrong: %j',
    (reply) => {
      expect(answeredTo({ mget: 3 })(reply)).toEqual({ seen: unexpectedReply, hits: 0, misses: 0, unknownReads: 0 });
    },
  );
});
