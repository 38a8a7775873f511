import { describe, expect, it } from 'vitest';
import { isStopped } from '../../../src/engine/process-state.js';
import { noSurroundings } from '../../../src/fault/fault.js';
import { chooseFault } from '../../../src/fault/fault-plan.js';
import { faultRefusal, needsOf } from '../../../src/fault/needs.js';
import { forkRandom } from '../../../src/random/random.js';
import { command } from '../../link/fixtures/replication-stream.js';
import { call, until } from '../../link/fixtures/sockets.js';
import { faults } from '../fixtures/built.js';
import { sentinelPlan, startCluster } from '../fixtures/cluster.js';

const links = { betweenZones: { delayMs: 1 } };
const targets = ['primary', { node: 's2' }] as const;

// Other targets, and refusals: test/fault.
describe.each(['host-loss', 'pause-process'] as const)('%s', (name) => {
  it('strikes each target, proves it, heals, and can be healed twice', async () => {
    const fault = faults[name];
    // One cluster for all tests: each target that is gone is restarted before the next.
    const clientRelays = needsOf(chooseFault(name, {})).includes('relays');
    await using started = await startCluster(clientRelays ? { links } : {}, { clientRelays });
    const { cluster } = started;
    for (const target of targets) {
      const options = fault.options.parse({ target });
      expect(
        faultRefusal(chooseFault(name, { target }), { topology: sentinelPlan, origin: null, workload: null }),
      ).toBeUndefined();
      const injection = await fault.inject(cluster, options, forkRandom(1, 'fault/0'), noSurroundings);
      const [node, ...others] = injection.targets;
      expect(others).toEqual([]);
      if (target === 'primary') expect(node?.id).toBe('n1');
      else expect(node?.id).toBe(target.node);
      expect(await injection.prove()).toContain(`process ${node!.process!.pid} is `);
      expect(await isStopped(node!.process!.pid)).toBe(name === 'pause-process');
      expect(node!.running).toBe(fault.leavesZombie);
      expect(((await injection.reportLoss?.()) ?? null) === null).toBe(name !== 'host-loss');
      await injection.heal();
      await injection.heal();
      if (fault.leavesZombie) await until(async () => !(await isStopped(node!.process!.pid)));
      else await cluster.restart(node!);
      expect(node!.running).toBe(true);
      expect(await cluster.converge(60_000)).toBe(true);
    }
  });
});

describe('kill-process', () => {
  it('proves the end by each signal', async () => {
    await using started = await startCluster({
      replicas: 1,
      sentinel: { ...sentinelPlan.sentinel, count: 1, quorum: 1 },
    });
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGABRT']) {
      const options = faults['kill-process'].options.parse({ target: 'replica', signal });
      const injection = await faults['kill-process'].inject(
        started.cluster,
        options,
        forkRandom(1, 'fault/0'),
        noSurroundings,
      );
      expect(await injection.prove(), signal).toContain('is gone');
      for (const node of injection.targets) await started.cluster.restart(node);
      expect(await started.cluster.converge(60_000)).toBe(true);
    }
  });
});

describe('host-loss', () => {
  it('gives clients no FIN, reset or data', async () => {
    await using started = await startCluster({ links }, { clientRelays: true });
    const { cluster } = started;
    const primary = cluster.primaryOf(0)!;
    using client = await call(primary.clientAddress);
    client.socket.write(command('PING'));
    await until(() => client.bytes === '+PONG\r\n'.length);
    const injection = await faults['host-loss'].inject(
      cluster,
      { target: 'primary' },
      forkRandom(1, 'fault/0'),
      noSurroundings,
    );
    client.socket.write(command('PING'));
    using late = await call(primary.clientAddress);
    late.socket.write(command('PING'));
    expect(await injection.prove()).toContain('is gone');
    await until(async () => (await injection.reportLoss?.())!.discardedBytes >= command('PING').length);
    // Another host still replies to its clients: time has passed, and the relays are running.
    using other = await call(cluster.replicasOf(0)[0]!.clientAddress);
    for (let round = 1; round <= 20; round += 1) {
      other.socket.write(command('PING'));
      await until(() => other.bytes === round * '+PONG\r\n'.length);
    }
    expect([client.fate, late.fate]).toEqual(['open', 'open']);
    expect([client.bytes, late.bytes]).toEqual(['+PONG\r\n'.length, 0]);
    await cluster.restart(primary);
    await until(() => client.fate === 'reset' && late.fate === 'reset');
  });
});
