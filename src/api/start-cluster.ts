import { join } from 'node:path';
import { startOwned } from '../engine/owned-program.js';
import { EnvironmentError, InternalError, UsageError } from '../errors/errors.js';
import { type Recovery, recoveries, type Trigger, triggers } from '../model/scenario.js';
import { keysOf } from '../model/table.js';
import { askFault, askHeal, askMilestone, askStatus, askTimeline } from '../session/ask-session.js';
import type { Ready } from '../session/client/client-settings.js';
import {
  type HealResult,
  longestWaitMs,
  type SessionStatus,
  type SessionTimeline,
  socketName,
} from '../session/control-protocol.js';
import type { SessionSite } from '../session/find-session.js';
import { readyIn } from '../session/program-answer.js';
import { checkOptions, checkValue } from './check-options.js';
import type { ClientOptions } from './client-options.js';
import { type ClusterOptions, upArguments } from './cluster-options.js';
import type { FaultOptions } from './fault-options.js';
import { ownedProgram } from './program.js';
import { readyClients } from './ready-clients.js';
import { writtenFault } from './written-fault.js';

export type { ClusterOptions, TopologyOptions } from './cluster-options.js';
export type { FaultOptions } from './fault-options.js';

/** What a fault leads to, as `when` in a scenario. */
export type Milestone = Trigger;

/** A fault that struck. */
export interface Strike {
  readonly name: string;
  /** The nodes that it struck. */
  readonly targets: readonly string[];
  /** How it proved its effect. */
  readonly proof: string;
  /** Milliseconds since the start of the cluster. */
  readonly atMs: number;
  /**
   * Resolves once the fault has led to this, with the milliseconds from the strike to it. Throws EnvironmentError after
   * `timeoutMs` (default: 60,000).
   */
  until(milestone: Milestone, options?: { readonly timeoutMs?: number }): Promise<number>;
}

/** A cluster for a test. Disposing it stops all of it; it also ends with this program, in whatever way that ends. */
export interface Cluster extends AsyncDisposable {
  /** As in `cache-bench status`. */
  readonly id: string;
  /** The URL of the primary, of the first member, or of the first Memcached server. */
  readonly url: string;
  /** The environment variables of `cache-bench up -- COMMAND`. */
  readonly env: Readonly<Record<string, string>>;
  readonly clients: ClientOptions;
  status(): Promise<SessionStatus>;
  /**
   * Injects a fault; resolves once it has proved its effect. Throws UsageError if this cluster does not support it, and
   * EnvironmentError if it could not prove an effect.
   */
  fault(name: string, options?: FaultOptions): Promise<Strike>;
  /** Heals every fault; `recover` also brings dead nodes back. */
  heal(options?: { readonly recover?: Recovery }): Promise<HealResult>;
  /** Everything that has happened to the cluster. */
  timeline(): Promise<SessionTimeline>;
  /** The same as disposing it. */
  close(): Promise<void>;
}

/**
 * Starts a cluster and resolves once clients can use it. It runs in a program of its own, so that neither fake timers nor
 * work in this one disturb it. Throws UsageError for invalid options, and EnvironmentError if it can't be started.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  checkOptions('startCluster()', options, clusterOptions);
  const program = startOwned(ownedProgram, upArguments(options));
  try {
    const ready = readyIn((await program.firstLine()) ?? '');
    if (ready === undefined) throw new InternalError(`cache-bench up ended silently. ${program.complaints}`.trimEnd());
    return openCluster(ready, async () => await program[Symbol.asyncDispose]());
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw error;
  }
}

const clusterOptions = {
  scenario: 'a text',
  topology: 'an object',
  relays: 'true or false',
  seed: 'a number',
} as const;

function openCluster(ready: Ready, close: () => Promise<void>): Cluster {
  const { cluster, environment } = ready;
  const site: SessionSite = { id: cluster.id, socket: join(cluster.folder, socketName) };
  const [server] = cluster.nodes;
  return {
    id: cluster.id,
    url: environment.REDIS_URL ?? `memcached://${server?.client.host}:${server?.client.port}`,
    env: environment,
    clients: readyClients(ready),
    status: () => askStatus(site),
    async fault(name, options = {}) {
      checkValue('fault(): name', name, 'a text');
      checkValue('fault(): options', options, 'an object');
      // Loaded on the first fault, because every fault and its options come with it.
      const { readFault } = await import('../scenario/read-fault.js');
      const order = readFault(writtenFault(name, options));
      const { number, targets, proof, atMs } = await askFault(site, { ...order, options: { ...order.options } });
      const struck = `${name} on ${targets.join(', ')}`;
      if (proof === null) throw new EnvironmentError(`${struck} could not prove an effect.`);
      const until: Strike['until'] = async (milestone, options = {}) => {
        checkValue('until(): milestone', milestone, keysOf(triggers));
        checkOptions('until()', options, { timeoutMs: 'a number' });
        const { timeoutMs = 60_000 } = options;
        if (timeoutMs < 0 || timeoutMs > longestWaitMs)
          throw new UsageError(`until(): timeoutMs: expected a number from 0 to ${longestWaitMs}, found ${timeoutMs}`);
        const reached = await askMilestone(site, { fault: number, milestone, timeoutMs });
        if (reached.atMs !== null) return reached.atMs - atMs;
        throw new EnvironmentError(`${struck} did not lead to "${milestone}" within ${timeoutMs} ms.`);
      };
      return { name, targets, proof, atMs, until };
    },
    async heal(options = {}) {
      checkOptions('heal()', options, { recover: recoveries });
      return askHeal(site, options.recover ?? 'none');
    },
    timeline: () => askTimeline(site),
    close,
    [Symbol.asyncDispose]: close,
  };
}
