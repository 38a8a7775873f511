import { describe, expect, it } from 'vitest';
import { respValues } from '../../src/load/driver/wire/resp-values.js';
import { parseClusterSlots } from '../../src/model/cluster-slots.js';

const asked = { host: '10.0.0.9', port: 7000 };

describe('an answer to CLUSTER SLOTS', () => {
  it('is read with the metadata of Redis 7 and without', () => {
    const reply =
      '*3\r\n:0\r\n:99\r\n*4\r\n$8\r\n10.0.0.1\r\n:7001\r\n$2\r\nid\r\n*2\r\n$8\r\nhostname\r\n$1\r\nh\r\n' +
      '*4\r\n:100\r\n:16383\r\n*3\r\n$8\r\n10.0.0.2\r\n:7002\r\n$2\r\nid\r\n*3\r\n$8\r\n10.0.0.3\r\n:7003\r\n$2\r\nid\r\n';
    const buffer = Buffer.from(`??${reply}`);
    expect(parseClusterSlots(respValues(buffer, 2, buffer.length), asked)).toEqual([
      { first: 0, last: 99, primary: { id: 'id', address: { host: '10.0.0.1', port: 7001 } }, replicas: [] },
      {
        first: 100,
        last: 16_383,
        primary: { id: 'id', address: { host: '10.0.0.2', port: 7002 } },
        replicas: [{ id: 'id', address: { host: '10.0.0.3', port: 7003 } }],
      },
    ]);
  });

  it('uses the queried host for a member without a name', () => {
    expect(parseClusterSlots([[0, 16_383, [null, 7001], ['', 7002], ['?', 7003]]], asked)).toEqual([
      {
        first: 0,
        last: 16_383,
        primary: { id: '', address: { host: asked.host, port: 7001 } },
        replicas: [
          { id: '', address: { host: asked.host, port: 7002 } },
          { id: '', address: { host: asked.host, port: 7003 } },
        ],
      },
    ]);
  });

  it('skips invalid entries', () => {
    expect(parseClusterSlots(['x', null, [1, 2], ['a', 2, ['h', 1]], []], asked)).toEqual([]);
  });

  it('has only existing slots, and only members at a host and port', () => {
    const ranges = [
      [-5, 1e15],
      [0, 16_384],
      [9, 1],
      [Number.NaN, 3],
    ];
    expect(
      parseClusterSlots(
        ranges.map(([first, last]) => [first ?? null, last ?? null, ['h', 1]]),
        asked,
      ),
    ).toEqual([]);
    expect(
      parseClusterSlots(
        [
          [0, 1, ['/tmp/socket', 1]],
          [0, 1, ['h', 70_000]],
        ],
        asked,
      ),
    ).toEqual([]);
    expect(parseClusterSlots([[0, 1, ['h', 1], ['/tmp/socket', 1]]], asked)).toMatchObject([{ replicas: [] }]);
  });

  it('reports what is invalid', () => {
    const refused: string[] = [];
    const answer = [
      [9, 1],
      [0, 1, ['/tmp/socket', 1]],
      [2, 3],
    ];
    parseClusterSlots(answer, asked, (what) => void refused.push(what));
    expect(refused).toEqual([
      'hash slots that don\'t exist: "9" to "1"',
      'a member at "/tmp/socket":"1", which is not a host and port',
    ]);
  });
});
