import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../src/clock/wait.js';
import type { Launcher, WorkerEvents } from '../../src/load/launcher.js';
import { type LoadPlace, startLoad } from '../../src/load/load.js';
import type { WorkerMessage, WorkerOrder } from '../../src/load/load-plan.js';
import { workerPlan } from './worker-plan.js';

const silent = { interval() {}, routed() {} };

describe('a load, wherever its workers run', () => {
  it('adds up what its workers planned, and hands over their ledgers', async () => {
    const remote = new RemoteWorkers((worker, { order }) =>
      order === 'run'
        ? drained(100 + worker)
        : order === 'hand-over'
          ? { type: 'ledger', ledger: null, rows: null, history: null }
          : undefined,
    );
    await using load = await startLoad(plans, remote.place);
    expect((await load.run('measured', 0, 1_000, silent)).planned).toBe(201);
    expect(await load.handOver()).toEqual({ ledgers: [], kept: [], rows: [], histories: [] });
    expect(remote.orders(1)).toEqual(['run', 'hand-over']);
  });

  it('fails a run when one worker is lost, and ends the others when disposed', async () => {
    const remote = new RemoteWorkers((_, { order }) => (order === 'stop' ? drained(0) : undefined));
    {
      await using load = await startLoad(plans, remote.place);
      const running = load.run('measured', 0, 1_000, silent);
      remote.lose(1, new Error('The agent is gone.'));
      await expect(running).rejects.toThrow('The agent is gone.');
      expect(remote.orders(0)).toEqual(['run', 'stop']);
    }
    expect(remote.terminated).toEqual([0, 1]);
  });

  it('goes on without a worker that is lost, if its place allows it, until none is left', async () => {
    const remote = new RemoteWorkers((_, { order }) => (order === 'stop' ? drained(7) : undefined));
    const goesOnAfter = (error: unknown) => error instanceof RangeError;
    await using load = await startLoad(plans, { ...remote.place, goesOnAfter });
    const left: number[] = [];
    const running = load.run('measured', 0, 1_000, { ...silent, leave: (worker) => void left.push(worker) });
    remote.lose(1, new RangeError('The agent is gone.'));
    await waitUntil(() => left.length > 0, { timeoutMs: 10_000, pollMs: 1 });
    expect({ left, orders: remote.orders(0) }).toEqual({ left: [1], orders: ['run'] });
    load.stop();
    // What the lost one planned is unknown.
    expect((await running).planned).toBeNull();
    const again = load.run('measured', 0, 1_000, silent);
    remote.lose(0, new RangeError('So is the other.'));
    await expect(again).rejects.toThrow('So is the other.');
  });

  it('orders every worker to stop, and plans nothing in later parts', async () => {
    const remote = new RemoteWorkers((_, { order }) => (order === 'run' ? drained(0) : undefined));
    await using load = await startLoad(plans, remote.place);
    load.stop();
    await load.run('measured', 5_000, 9_000, silent);
    expect(remote.last(0)).toMatchObject({ order: 'run', epochMs: 5_000, endMs: 5_000 });
    expect(remote.orders(0)).toEqual(['stop', 'run']);
  });
});

const plans = [workerPlan({ workerCount: 2 }), workerPlan({ workerCount: 2, workerIndex: 1 })];

const drained = (planned: number): WorkerMessage => ({
  type: 'drained',
  planned,
  service: { gaps: [], untilMs: new Float64Array(2), lastMs: new Float64Array(2), dueMs: new Float64Array(2) },
  shards: [],
  startLateMs: 0,
});

/** Workers that connect at once and answer orders as instructed. */
class RemoteWorkers {
  readonly terminated: number[] = [];
  #events: WorkerEvents[] = [];
  #orders: WorkerOrder[][] = [];
  #answer: (worker: number, order: WorkerOrder) => WorkerMessage | undefined;

  constructor(answer: (worker: number, order: WorkerOrder) => WorkerMessage | undefined) {
    this.#answer = answer;
  }

  get place(): LoadPlace {
    return { launch: this.#launch, leadMs: 0 };
  }

  #launch: Launcher = ({ workerIndex }, events) => {
    this.#events[workerIndex] = events;
    this.#orders[workerIndex] = [];
    queueMicrotask(() => events.message({ type: 'connected' }));
    return {
      tell: (order) => {
        this.#orders[workerIndex]?.push(order);
        const answer = this.#answer(workerIndex, order);
        if (answer !== undefined) queueMicrotask(() => events.message(answer));
      },
      terminate: async () => {
        this.terminated.push(workerIndex);
      },
    };
  };

  lose(worker: number, error: Error): void {
    this.#events[worker]?.ended(error);
  }

  orders(worker: number): readonly string[] {
    return (this.#orders[worker] ?? []).map(({ order }) => order);
  }

  last(worker: number): WorkerOrder | undefined {
    return this.#orders[worker]?.at(-1);
  }
}
