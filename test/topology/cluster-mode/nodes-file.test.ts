import { describe, expect, it } from 'vitest';
import { parseClusterNodes } from '../../../src/topology/cluster-mode/cluster-nodes.js';
import { type ClusterMember, nodesFile } from '../../../src/topology/cluster-mode/nodes-file.js';

const [first, second, third] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const members: readonly ClusterMember[] = [
  {
    id: first,
    announced: { host: '127.0.1.1', port: 7001 },
    announcedBusPort: 17_001,
    replicaOf: null,
    configEpoch: 1,
    slots: { first: 0, last: 16_382 },
  },
  {
    id: second,
    announced: { host: '127.0.2.1', port: 7002 },
    announcedBusPort: 17_002,
    replicaOf: null,
    configEpoch: 2,
    slots: { first: 16_383, last: 16_383 },
  },
  {
    id: third,
    announced: { host: '127.0.2.2', port: 7003 },
    announcedBusPort: 17_003,
    replicaOf: first,
    configEpoch: 1,
    slots: null,
  },
];

describe("a member's nodes.conf", () => {
  it('lists every member with its address, role, epoch and slots, and marks itself', () => {
    expect(nodesFile(members, third).split('\n')).toEqual([
      `${first} 127.0.1.1:7001@17001 master - 0 0 1 connected 0-16382`,
      `${second} 127.0.2.1:7002@17002 master - 0 0 2 connected 16383`,
      `${third} 127.0.2.2:7003@17003 myself,slave ${first} 0 0 1 connected`,
      'vars currentEpoch 2 lastVoteEpoch 0',
      '',
    ]);
  });

  it('can describe a member that knows no others yet', () => {
    const alone = { ...members[0]!, configEpoch: 0, slots: null };
    expect(nodesFile([alone], first)).toBe(
      `${first} 127.0.1.1:7001@17001 myself,master - 0 0 0 connected\nvars currentEpoch 0 lastVoteEpoch 0\n`,
    );
  });
});

describe('CLUSTER NODES', () => {
  it('has role, health, connection and slots of each member, without migrating slots', () => {
    const text =
      `${first} 127.0.1.1:7001@17001,name master,fail - 0 0 1 disconnected 0-99 200\n` +
      `${second} 127.0.2.1:7002@17002 myself,master - 0 0 2 connected 100-199 [300->-${first}]\n` +
      `${third} 127.0.2.2:7003@17003 slave,fail? ${first} 0 0 1 connected\n`;
    expect(parseClusterNodes(text)).toEqual([
      {
        id: first,
        host: '127.0.1.1',
        port: 7001,
        hostname: 'name',
        isMyself: false,
        isPrimary: true,
        replicaOf: null,
        health: 'fail',
        isConnected: false,
        configEpoch: 1,
        slots: [
          { first: 0, last: 99 },
          { first: 200, last: 200 },
        ],
      },
      expect.objectContaining({
        id: second,
        isMyself: true,
        health: 'ok',
        isConnected: true,
        slots: [{ first: 100, last: 199 }],
      }),
      expect.objectContaining({ id: third, isPrimary: false, replicaOf: first, health: 'pfail', slots: [] }),
    ]);
  });

  it('has only existing slots, and no more members than a cluster can have', () => {
    const slotsOf = (words: string) =>
      parseClusterNodes(`${first} 127.0.1.1:7001@17001 master - 0 0 1 connected ${words}`).flatMap(
        ({ slots }) => slots,
      );
    expect(slotsOf('0-999999999999 -5-7 7-5 1e3 16384 NaN 16383 5-6')).toEqual([
      { first: 16_383, last: 16_383 },
      { first: 5, last: 6 },
    ]);
    const line = `${first} 127.0.1.1:7001@17001 master - 0 0 1 connected\n`;
    expect(parseClusterNodes(line.repeat(20_000))).toHaveLength(1_000);
  });
});
