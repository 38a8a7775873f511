import { expect, it } from 'vitest';
import { drivers, driversFor } from '../../../src/load/driver/registry.js';
import { Slots } from '../../../src/load/slots.js';
import { planOperations } from '../../../src/load/workload/plan-operations.js';
import { openAccess } from '../../../src/model/access.js';
import { MisbehavingServer } from '../../fakes/misbehaving-server.js';

const host = { settle() {}, repliesArrive() {}, repliesHandled() {}, connectionChanged() {} };

it.each(driversFor('resp2'))('opening by %s ends when aborted, before or during it', async (name) => {
  await using server = await MisbehavingServer.listen();
  for (const command of ['HELLO', 'INFO', 'CLIENT']) server.always(command, 'hang');
  const endpoint = { host: '127.0.0.1', port: server.port };
  for (const isEarly of [true, false]) {
    const giveUp = new AbortController();
    if (isEarly) giveUp.abort();
    const opening = drivers[name].open(
      {
        view: { kind: 'single', endpoint, access: openAccess },
        connections: 1,
        clientPolicy: 'measured',
        deadlineMs: 150,
        connectTimeoutMs: 150,
        runTag: 'given-up',
        seed: 0,
        keys: 1,
        protocol: null,
        operations: planOperations({
          mix: { get: 1 },
          commands: [],
          chain: false,
          ttlSeconds: null,
          keysPerOperation: 1,
        }),
        durability: { kind: 'async' },
        valueSizes: { kind: 'fixed', bytes: 64 },
        data: 'compressible',
        slots: new Slots(1, 1),
        giveUp: giveUp.signal,
      },
      host,
    );
    setImmediate(() => giveUp.abort());
    await expect(opening).rejects.toThrow('given up');
  }
});
