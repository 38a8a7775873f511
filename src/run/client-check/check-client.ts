import { monotonicMs } from '../../clock/monotonic.js';
import { pause } from '../../clock/wait.js';
import { InternalError } from '../../errors/errors.js';
import type { DriverHost, DriverOptions, OutcomeCode } from '../../load/driver/driver.js';
import { Slots } from '../../load/slots.js';
import type { ClientView } from '../../model/client-view.js';
import { foreignText } from '../../model/foreign-text.js';
import { outcomeNames } from '../../model/history.js';
import { keysOf } from '../../model/table.js';
import { keyNameIn } from '../../model/write-stamp.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { ClusterNode } from '../../topology/cluster.js';
import type { Cluster } from '../../topology/topology.js';
import { numberedOperations } from '../plan-workers.js';
import { isContradicted, type Report } from './contradiction.js';
import { openDriver } from './open-driver.js';
import { relaysBefore } from './relays-before.js';
import { startCounters } from './start-counters.js';
import { OneTrouble, type Trouble, troubles } from './troubles.js';
import { viewThrough } from './view-through.js';

/** How long a client may take to report an outcome. */
const patienceMs = 8_000;
const pauseMs = 3_000;
const pollMs = 20;
/** A counter is final once it has not changed for this long. */
const quietMs = 300;

/** What happened to an INCR, how often the server executed it, and what the client reported. */
export interface ClientTrouble {
  readonly trouble: Trouble | 'pause';
  readonly what: string;
  /** By the server's own counter. */
  readonly executed: number;
  /** `nothing`: not within the patience. */
  readonly reported: Report;
  /** The error's class and text; empty without one. */
  readonly error: string;
  /** From sending to the report; null: there was none. */
  readonly afterMs: number | null;
  /** `ok` although it was never executed, or `fail` although it was. */
  readonly isContradicted: boolean;
}

export interface CheckContext {
  readonly scenario: Scenario;
  readonly runTag: string;
  readonly cluster: Cluster;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
}

/** Sends an INCR into each trouble, all of them at the same time, and then one to a paused server. */
export async function checkClient(context: CheckContext): Promise<readonly ClientTrouble[]> {
  const names = [...keysOf(troubles), 'pause'].map((_, key) => nameOf(context, key));
  await startCounters(context.cluster, names);
  const relayed = keysOf(troubles).map((trouble, key) => throughRelay(context, trouble, key));
  return [...(await Promise.all(relayed)), await whilePaused(context, relayed.length)];
}

async function throughRelay(context: CheckContext, trouble: Trouble, key: number): Promise<ClientTrouble> {
  const { cluster } = context;
  const plan = new OneTrouble(trouble);
  await using relays = await relaysBefore([serverOf(context, key)], plan);
  const view = viewThrough(cluster.clientView, relays.endpoints);
  const end = await increment(context, view, key, async () => plan.begin(nameOf(context, key)));
  return verdict(trouble, troubles[trouble].what, end, await finalCount(context, key));
}

async function whilePaused(context: CheckContext, key: number): Promise<ClientTrouble> {
  const server = serverOf(context, key);
  const send = (signal: NodeJS.Signals) => void server.process?.signal(signal);
  const end = await increment(context, context.cluster.clientView, key, async () => {
    send('SIGSTOP');
    void pause(pauseMs).then(() => send('SIGCONT'));
  });
  send('SIGCONT');
  const what = `the server is stopped for ${pauseMs / 1000} s`;
  return verdict('pause', what, end, await finalCount(context, key));
}

function nameOf({ runTag }: CheckContext, key: number): string {
  return keyNameIn('counter', runTag, key);
}

/** The server that has a key. */
function serverOf(context: CheckContext, key: number): ClusterNode {
  const { cluster } = context;
  const server = cluster.primaryOf(cluster.shardOf(nameOf(context, key)));
  if (server === undefined) throw new InternalError('The client check has no server.');
  return server;
}

interface CommandEnd {
  readonly outcome: OutcomeCode | null;
  readonly error: string;
  readonly afterMs: number | null;
}

/** Sends one INCR over a client of its own once `prepare` is done, and waits for what the client reports. */
async function increment(
  { scenario, runTag, signal }: CheckContext,
  view: ClientView,
  key: number,
  prepare: () => Promise<void>,
): Promise<CommandEnd> {
  const { workload, seed } = scenario;
  const { operations } = numberedOperations(workload, null);
  const slots = new Slots(1, 1);
  const options: DriverOptions = {
    ...{ runTag, seed, slots, operations, connections: 1 },
    view,
    clientPolicy: workload.clientPolicy,
    clientOptions: workload.clientOptions,
    deadlineMs: workload.deadlineMs,
    connectTimeoutMs: workload.connectTimeoutMs,
    keys: workload.keys,
    protocol: workload.protocol,
    durability: workload.durability,
    valueSizes: workload.valueSizes,
    data: workload.data,
  };
  const listener = new FirstReport();
  await using driver = await openDriver(workload.driver, options, listener);
  slots.key[0] = key;
  await prepare();
  const sentMs = monotonicMs();
  driver.send(0);
  driver.flush();
  const settledOrEnded = AbortSignal.any([listener.settled, signal]);
  await pause(workload.deadlineMs, settledOrEnded);
  if (!settledOrEnded.aborted) driver.deadlinePassed(0);
  await pause(patienceMs - workload.deadlineMs, settledOrEnded);
  const { report } = listener;
  if (report === undefined) return { outcome: null, error: '', afterMs: null };
  return { outcome: report.outcome, error: report.error, afterMs: report.atMs - sentMs };
}

/** Hears how the only operation ended. */
class FirstReport implements DriverHost {
  report: { readonly outcome: OutcomeCode; readonly error: string; readonly atMs: number } | undefined;
  #settled = new AbortController();
  #text = '';

  /** Aborts once there is a report. */
  get settled(): AbortSignal {
    return this.#settled.signal;
  }

  settle(_slot: number, _generation: number, outcome: OutcomeCode, errorClass: string): void {
    this.report ??= { outcome, error: this.#text === '' ? errorClass : this.#text, atMs: monotonicMs() };
    this.#settled.abort();
  }

  explainError(_errorClass: string, text: string): void {
    this.#text = foreignText(text);
  }

  repliesArrive(): void {}
  repliesHandled(): void {}
  connectionChanged(): void {}
}

/** How often the server has executed the INCR, once nothing reaches it any more. */
async function finalCount(context: CheckContext, key: number): Promise<number> {
  const server = serverOf(context, key);
  const name = nameOf(context, key);
  let last = -1;
  let sinceMs = monotonicMs();
  for (;;) {
    const [text] = await context.cluster.data.read(server, [name]);
    const count = Number(text ?? 0);
    if (count !== last) sinceMs = monotonicMs();
    last = count;
    if (monotonicMs() - sinceMs >= quietMs) return count;
    await pause(pollMs);
  }
}

function verdict(
  trouble: ClientTrouble['trouble'],
  what: string,
  { outcome, error, afterMs }: CommandEnd,
  executed: number,
): ClientTrouble {
  const reported = outcome === null ? 'nothing' : outcomeNames[outcome];
  return { trouble, what, executed, reported, error, afterMs, isContradicted: isContradicted(reported, executed) };
}
