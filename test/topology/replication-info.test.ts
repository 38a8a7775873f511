import { describe, expect, it } from 'vitest';
import { parseInfo, parseReplicationInfo } from '../../src/topology/replication-info.js';

/** The reply of Redis 7.0.15 to `INFO replication`. */
function info(...lines: readonly string[]): string {
  return ['# Replication', ...lines, ''].join('\r\n');
}

const primary = info(
  'role:master',
  'connected_slaves:2',
  'slave0:ip=127.0.2.1,port=43211,state=online,offset=1426,lag=0',
  'slave1:ip=127.0.3.1,port=39781,state=wait_bgsave,offset=0,lag=5',
  'master_failover_state:no-failover',
  'master_replid:7f1cc4a7a1b4b8f8a3a0dc4bd1f7f5b3e4b8a0f1',
  'master_replid2:0000000000000000000000000000000000000000',
  'master_repl_offset:1426',
  'second_repl_offset:-1',
  'repl_backlog_active:1',
  'repl_backlog_size:1048576',
  'repl_backlog_first_byte_offset:1',
  'repl_backlog_histlen:1426',
);

const replica = info(
  'role:slave',
  'master_host:127.0.1.1',
  'master_port:36241',
  'master_link_status:up',
  'master_last_io_seconds_ago:0',
  'master_sync_in_progress:0',
  'slave_read_repl_offset:1440',
  'slave_repl_offset:1426',
  'slave_priority:100',
  'slave_read_only:1',
  'replica_announced:1',
  'connected_slaves:0',
  'master_failover_state:no-failover',
  'master_replid:7f1cc4a7a1b4b8f8a3a0dc4bd1f7f5b3e4b8a0f1',
  'master_repl_offset:1426',
  'second_repl_offset:-1',
);

describe('INFO replication', () => {
  it('of a primary lists the attached replicas, with their announced addresses', () => {
    expect(parseReplicationInfo(primary)).toEqual({
      role: 'primary',
      offset: 1426,
      linkUp: false,
      replicas: [
        { host: '127.0.2.1', port: 43211, online: true, offset: 1426, lagSeconds: 0 },
        { host: '127.0.3.1', port: 39781, online: false, offset: 0, lagSeconds: 5 },
      ],
    });
  });

  it('of a replica has what it has processed, and that its link is up', () => {
    expect(parseReplicationInfo(replica)).toEqual({ role: 'replica', offset: 1426, linkUp: true, replicas: [] });
  });

  it.each([
    ['is down', 'master_link_status:up', 'master_link_status:down'],
    ['still syncs', 'master_sync_in_progress:0', 'master_sync_in_progress:1'],
  ])('of a replica whose link %s has the link as down', (_what, was, is) => {
    expect(parseReplicationInfo(replica.replace(was, is)).linkUp).toBe(false);
  });

  it.each(['nan', '-1', '1e999', ''])('treats an offset of %j as unknown', (offset) => {
    expect(parseReplicationInfo(primary.replace('repl_offset:1426', `repl_offset:${offset}`)).offset).toBeNull();
    expect(
      parseReplicationInfo(primary.replace('offset=1426,lag=0', `offset=${offset},lag=${offset}`)).replicas[0],
    ).toMatchObject({
      offset: null,
      lagSeconds: Number.POSITIVE_INFINITY,
    });
  });

  it('of a replica with its own replicas lists those', () => {
    const chained = replica.replace(
      'connected_slaves:0',
      'connected_slaves:1\r\nslave0:ip=127.0.4.1,port=7000,state=online,offset=1426,lag=1',
    );
    expect(parseReplicationInfo(chained)).toMatchObject({
      role: 'replica',
      replicas: [{ host: '127.0.4.1', lagSeconds: 1 }],
    });
  });
});

describe('INFO', () => {
  it('is parsed field by field; only the first colon separates', () => {
    const text =
      '# Server\r\nredis_version:7.0.15\r\nexecutable:/tmp/a:b/redis-server\r\n\r\n# Memory\r\nused_memory:1\r\n';
    expect([...parseInfo(text)]).toEqual([
      ['redis_version', '7.0.15'],
      ['executable', '/tmp/a:b/redis-server'],
      ['used_memory', '1'],
    ]);
  });

  it('of an empty text is empty', () => {
    expect(parseInfo('').size).toBe(0);
  });
});
