import { describe, expect, test } from 'vitest';
import { quotedPath } from '../../src/topology/quoted-path.js';
import { managedRefusal } from '../../src/topology/redis-node.js';

const plan = { config: {}, nodeConfig: {}, tls: false };

function refusalOf(config: Readonly<Record<string, string>>): string | undefined {
  return managedRefusal({ ...plan, config });
}

describe('a Redis directive', () => {
  test.each([
    'include',
    'daemonize',
    'supervised',
    'pidfile',
    'rename-command',
    'unixsocket',
    'rdma-port',
    'dir',
    'logfile',
    'slave-announce-ip',
    'cluster-enabled',
  ])('%s is rejected: it would put a server or its files out of reach', (directive) => {
    expect(refusalOf({ [directive]: 'x' })).toBe(
      `config.${directive} can't be set: cache-bench sets it itself, or can't work with it`,
    );
  });

  test.each(['maxmemory', 'appendonly', 'save', 'io-threads'])('%s is passed on', (directive) => {
    expect(refusalOf({ [directive]: '1' })).toBeUndefined();
  });
});

test('a path in a configuration file is one word, whatever it contains', () => {
  expect(quotedPath('/tmp/it\'s "odd" \\ $x')).toBe('"/tmp/it\'s \\"odd\\" \\\\ $x"');
});
