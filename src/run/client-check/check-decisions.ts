import { monotonicMs } from '../../clock/monotonic.js';
import { pause } from '../../clock/wait.js';
import { InternalError } from '../../errors/errors.js';
import type { DriverHost, OutcomeCode } from '../../load/driver/driver.js';
import { IssueLoop } from '../../load/issue-loop.js';
import { outcomeNames } from '../../model/history.js';
import { requestsOf } from '../../model/operation-plan.js';
import { tableOf } from '../../model/table.js';
import { keyNameAround, keyNameIn } from '../../model/write-stamp.js';
import { planWorkers } from '../plan-workers.js';
import type { CheckContext } from './check-client.js';
import { isContradicted, type Report, reports } from './contradiction.js';
import { openDriver } from './open-driver.js';
import { RandomTroubles } from './random-troubles.js';
import { primariesOf, relaysBefore } from './relays-before.js';
import { startCounters } from './start-counters.js';
import { viewThrough } from './view-through.js';

/** What became of many commands, each with troubles drawn by a seed. */
export interface DecisionCheck {
  /** Commands that were sent in time. */
  readonly decisions: number;
  readonly seed: number;
  /** How many were reported as what. */
  readonly reported: Readonly<Record<Report, number>>;
  /** Commands that the servers executed more than once. */
  readonly repeated: number;
  /** Reports that the counters of the servers contradict. */
  readonly contradicted: readonly {
    readonly decision: number;
    readonly executed: number;
    readonly reported: Report;
  }[];
}

/** Most time for all of them, and for each in addition. */
const patienceMs = 20_000;
const patienceForEachMs = 50;
/** Counters are final after this long. */
const quietMs = 300;
const space = 'counter';

/** Sends as many INCRs as the workload has requests, each to a key of its own, through relays that decide by the seed. */
export async function checkDecisions(context: CheckContext, seed: number): Promise<DecisionCheck> {
  const { scenario, cluster, runTag, signal } = context;
  const decisions = scenario.workload.requests ?? 0;
  const plan = new RandomTroubles(seed, keyNameAround(space, runTag).before);
  await using relays = await relaysBefore(primariesOf(cluster), plan);
  await startCounters(cluster, keyNames(runTag, decisions));
  const reported = await sendAll(context, viewThrough(cluster.clientView, relays.endpoints), decisions);
  await pause(quietMs, signal);
  const executed = await executions(context, reported.length);
  const all = executed.map((count, decision) => ({
    decision,
    executed: count,
    reported: reported[decision] ?? 'nothing',
  }));
  return {
    decisions: reported.length,
    seed,
    reported: tableOf(reports, (report) => all.filter((one) => one.reported === report).length),
    repeated: executed.filter((count) => count > 1).length,
    contradicted: all.filter((one) => isContradicted(one.reported, one.executed)),
  };
}

/** What the client reported of each command that was sent, by key. */
async function sendAll(
  { scenario, cluster, runTag, signal }: CheckContext,
  clientView: CheckContext['cluster']['clientView'],
  decisions: number,
): Promise<readonly Report[]> {
  const site = { clientView, shardCount: cluster.shardCount, shardOf: (key: string) => cluster.shardOf(key) };
  const [worker] = planWorkers(scenario, site, { runTag, ttlSeconds: null });
  if (worker === undefined) throw new InternalError('The client check has no worker.');
  const loop = new IssueLoop(worker, null, { interval: () => {}, routed: () => {} });
  const host = new OutcomeRecorder(loop);
  const options = {
    ...worker,
    clientOptions: scenario.workload.clientOptions,
    operations: requestsOf(worker.operations),
    slots: loop.slots,
  };
  await using driver = await openDriver(scenario.workload.driver, options, host);
  loop.use(driver);
  const epochMs = monotonicMs();
  const longestMs = patienceMs + decisions * patienceForEachMs;
  const done = new AbortController();
  void loop.run(epochMs, epochMs + longestMs, decisions).then(() => done.abort());
  await pause(longestMs, AbortSignal.any([done.signal, signal]));
  loop.close();
  return Array.from({ length: loop.planned }, (_, key) => host.reported[key] ?? 'nothing');
}

/** Passes on what a driver reports, and notes the outcome of each key. */
class OutcomeRecorder implements DriverHost {
  readonly reported: (Report | undefined)[] = [];
  readonly #loop: IssueLoop;

  constructor(loop: IssueLoop) {
    this.#loop = loop;
  }

  settle(slot: number, generation: number, outcome: OutcomeCode, errorClass: string, observed: number): void {
    const { slots } = this.#loop;
    const key = slots.key[slot];
    if (slots.busy[slot] === 1 && slots.generation[slot] === generation && key !== undefined)
      this.reported[key] = outcomeNames[outcome];
    this.#loop.settle(slot, generation, outcome, errorClass, observed);
  }

  repliesArrive(): void {
    this.#loop.repliesArrive();
  }

  repliesHandled(): void {
    this.#loop.repliesHandled();
  }

  connectionChanged(connection: number, endpoint: string | null): void {
    this.#loop.connectionChanged(connection, endpoint);
  }
}

function keyNames(runTag: string, decisions: number): readonly string[] {
  return Array.from({ length: decisions }, (_, key) => keyNameIn(space, runTag, key));
}

/** How often the servers executed the command of each key. */
async function executions({ cluster, runTag }: CheckContext, decisions: number): Promise<readonly number[]> {
  const keys = keyNames(runTag, decisions);
  const counts = new Map<string, number>();
  for (const [shard, primary] of primariesOf(cluster).entries()) {
    const own = keys.filter((key) => cluster.shardOf(key) === shard);
    const answers = await cluster.data.read(primary, own);
    for (const [index, key] of own.entries()) counts.set(key, Number(answers[index] ?? 0));
  }
  return keys.map((key) => counts.get(key) ?? 0);
}
