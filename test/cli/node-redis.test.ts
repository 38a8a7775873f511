import { describe, expect, test } from 'vitest';
import { fixture, run, validRecord } from './drill/run.js';

/** Makes the optional package look as if it were not installed. */
const hidePackage = `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(\`
    export async function resolve(name, context, next) {
      if (name === '@redis/client') throw Object.assign(new Error('hidden'), { code: 'ERR_MODULE_NOT_FOUND' });
      return next(name, context);
    }
  \`));
`)}`;

describe('run with the driver node-redis', () => {
  test('names the package to install, and starts nothing without it', async () => {
    const { exitCode, stdout, stderr, files } = await run(['run', fixture('quiet.yaml'), '--driver', 'node-redis'], {
      environment: { NODE_OPTIONS: `--import=${hidePackage}` },
    });
    expect(stderr).toContain(
      'The driver node-redis needs the package @redis/client, which is not installed. Try: npm install @redis/client@6.3.1',
    );
    expect(stdout).toBe('');
    expect(files.size).toBe(0);
    expect(exitCode).toBe(5);
  });

  test('finds the acknowledged writes that an asynchronous failover loses, and names the client', async () => {
    // The replicas are 100 ms away: what the primary acknowledges just before its host dies has not reached them.
    const { exitCode, stdout, stderr } = await run([
      ...[
        'run',
        'sentinel-failover',
        '--driver',
        'node-redis',
        '--json',
        '--rate',
        '500',
        '--duration',
        '9s',
        '-c',
        '4',
        '--keys',
        '2000',
      ],
      ...[
        '--set',
        'topology.links.betweenZones.delay=100ms',
        '--set',
        'faults.0.at=1s',
        '--set',
        'phases.warmup=300ms',
        '--set',
        'topology.sentinel.downAfter=2s',
      ],
    ]);
    expect(exitCode, stderr).not.toBe(1);
    const { writeSafety, client } = validRecord(stdout);
    expect(client).toMatchObject({ name: '@redis/client', version: '6.3.1', policy: 'measured' });
    expect(writeSafety.verdict).toBe('unsafe');
    expect(writeSafety.fates?.lost).toBeGreaterThan(0);
  });
});
