import { expect, it } from 'vitest';
import { openControl } from '../../../src/agents/control-connection.js';
import { controlKeys } from '../../../src/agents/control-keys.js';
import { Coordinator } from '../../../src/agents/coordinator.js';
import type { AgentMessage } from '../../../src/agents/messages.js';
import { packBatch } from '../../../src/agents/pack-batch.js';
import { writeEntry } from '../../../src/agents/read-stream.js';
import { readSharedClock } from '../../../src/agents/shared-clock.js';
import { judgeShare } from '../../../src/audit/judge-share.js';
import { Ledger } from '../../../src/audit/ledger.js';
import type { ShareInput } from '../../../src/audit/share-input.js';
import { waitUntil } from '../../../src/clock/wait.js';
import { openAccess } from '../../../src/model/access.js';
import { workerPlan } from '../../load/worker-plan.js';
import { startRedis } from '../fixtures/redis-server.js';

const patience = { timeoutMs: 30_000, pollMs: 5 };
const elsewhere = { kind: 'single', endpoint: { host: '10.0.0.1', port: 1 }, access: openAccess } as const;
const share: ShareInput = { values: null, readbackAtMs: 0, faults: [], wiped: false, removals: false, facts: {} };

const judgement = judgeShare(new Ledger({ keyCount: 4, workerIndex: 0, workerCount: 2 }).snapshot().snapshot, share);

it('an agent that ends before it has judged its keys is lost; one that has judged them is not', async () => {
  await using control = await startRedis((port) => [`port ${port}`, 'save ""']);
  const lines = [1, 2].map(() => openControl(`redis://127.0.0.1:${control.port}`));
  const [requests, reader] = [lines[0]!, lines[1]!];
  const lost: string[] = [];
  const events = {
    late() {},
    lost: ({ agent }: { agent: { name: string } | undefined }) => lost.push(agent?.name ?? ''),
  };
  const clock = await readSharedClock(() => requests.time());
  {
    await using coordinator = new Coordinator({
      ...{ run: 'run', places: 2, requests, reader, clock, mostClockErrorMs: 5, events },
    });
    let number = 0;
    const say = (place: number, message: AgentMessage) => {
      number += 1;
      const content = packBatch({ place, number, messages: [message] });
      return writeEntry(requests, controlKeys('run').up, { sender: `id-${place}`, content });
    };
    for (const place of [1, 2])
      await say(place, { type: 'hello', name: `agent-${place}`, host: 'h', cores: 1, node: process.versions.node });
    await waitUntil(() => coordinator.places.every(({ agent }) => agent !== undefined), patience);
    const handedOver = new Set<number>();
    const workers = [0, 1].map((workerIndex) =>
      coordinator.launch(workerPlan({ workerIndex, workerCount: 2, view: elsewhere }), {
        message: ({ type }) => void (type === 'ledger' && handedOver.add(workerIndex)),
        ended() {},
      }),
    );
    for (const worker of [0, 1]) await say(worker + 1, { type: 'handed-over', worker, clock, ledgerSha256: 'abc' });
    await waitUntil(() => handedOver.size === 2, patience);
    const [first, second] = workers.map((worker) => worker.judge?.(share));
    await say(1, { type: 'judged', worker: 0, judgement });
    expect(await first).toEqual(judgement);
    for (const place of [1, 2]) coordinator.agentExited(`agent-${place}`);
    expect(await second).toBeNull();
    expect(lost).toEqual(['agent-2']);
  }
  for (const line of lines) line.disconnect();
});
