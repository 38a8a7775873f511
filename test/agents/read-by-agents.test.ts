import { expect, it } from 'vitest';
import { hostIdentity } from '../../src/agents/host-identity.js';
import type { CoordinatorMessage } from '../../src/agents/messages.js';
import { emptyPlace, endPlace, type Place } from '../../src/agents/place.js';
import { readByAgents } from '../../src/agents/read-by-agents.js';
import { notObserved } from '../../src/audit/observation.js';
import type { Copies } from '../../src/keyspace/copies.js';
import { stringSpace } from '../../src/keyspace/spaces-in-use.js';
import { targetNode } from '../../src/topology/external/target-node.js';

const events = { message() {}, ended() {} };

function placeAt(number: number, host: string): Place {
  const introduced = { name: `agent-${number}`, host, cores: 1, node: process.versions.node };
  return {
    ...emptyPlace(number),
    agent: { ...introduced, id: String(number) },
    workers: new Map([[number - 1, events]]),
  };
}

function copiesAt(...hosts: readonly string[]): Copies {
  const values = new Int32Array(4).fill(notObserved);
  return {
    space: { runTag: 'abcd1234', keys: 4, valueBytes: 24 },
    shardCount: 1,
    all: hosts.map((host, index) => ({
      node: targetNode(`n${index}`, index === 0 ? 'primary' : 'replica', 0, { host, port: 1 }),
      ...{ shard: 0, isPrimary: index === 0, values },
    })),
    audited: [{ use: stringSpace, shardOfKey: new Uint16Array(4) }],
  };
}

it('the reading ends when each agent has read its keys or is lost; those of lost ones are left', async () => {
  const places = [placeAt(1, hostIdentity()), placeAt(2, hostIdentity()), { ...placeAt(3, ''), lostAtMs: 1 }];
  const copies = copiesAt('127.0.0.1');
  const asked: number[] = [];
  let counted = 0;
  const reading = readByAgents(places, {
    copies,
    onKeys: (count) => {
      counted += count;
    },
    send: async ({ number }) => void asked.push(number),
  });
  expect(asked).toEqual([1, 2]);
  places[0]!.reading?.take({ copy: 0, space: 0, first: 0, values: Int32Array.of(5) });
  // Of three workers, the first owns keys 0 and 3.
  places[0]!.reading?.take({ copy: 0, space: 0, first: 1, values: Int32Array.of(notObserved) });
  places[0]!.reading?.finish([]);
  endPlace(places[1]!, new Error('lost'));
  await reading;
  expect(copies.all[0]?.values).toEqual(Int32Array.of(5, notObserved, notObserved, notObserved));
  expect(counted).toBe(1);
  expect(places.map((place) => place.reading?.isWhole)).toEqual([false, false, undefined]);
});

it('an agent on another machine is given no address that would lead it to itself', async () => {
  const place = placeAt(1, 'elsewhere');
  const sent: CoordinatorMessage[] = [];
  const copies = copiesAt('127.0.0.1', '10.0.0.1', '/tmp/redis.sock');
  const reading = readByAgents([place], { copies, onKeys() {}, send: async (_, message) => void sent.push(message) });
  place.reading?.finish([0, 2]);
  await reading;
  expect(place.reading?.leftNodes).toEqual(['n0', 'n2']);
  const addresses = sent.flatMap((message) => (message.type === 'read-back' ? message.reading.copies : []));
  expect(addresses.map(({ address }) => address)).toEqual([null, { host: '10.0.0.1', port: 1 }, null]);
});
