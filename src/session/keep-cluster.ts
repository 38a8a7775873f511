import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { monotonicMs, wallClockAt } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { EnvironmentError, InternalError } from '../errors/errors.js';
import { runTagCharacters } from '../model/write-stamp.js';
import { RunLog } from '../progress/run-log.js';
import type { RunEventBody } from '../record/sections/events.js';
import { type SiteRequest, withCluster } from '../run/with-cluster.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { NodeSecurity } from '../topology/security/node-security.js';
import type { Cluster } from '../topology/topology.js';
import { clientEnvironment } from './client/client-environment.js';
import { clientSettings, type Ready } from './client/client-settings.js';
import { libraryOptions } from './client/library-options.js';
import type { SessionNode } from './control-protocol.js';
import {
  type ControlRequest,
  type SessionAccess,
  type SessionStatus,
  type SessionTimeline,
  socketName,
} from './control-protocol.js';
import { findSessions, idOf } from './find-session.js';
import { serveControl } from './serve-control.js';
import { Session } from './session.js';
import { sessionTimeline } from './session-timeline.js';

/** More than this at once indicates a loop that never ends them. */
const mostClusters = 10;

export interface KeepRequest extends SiteRequest {
  /** Whether clients connect through relays. */
  readonly relays: boolean;
  /** How long the cluster may run. */
  readonly forMs: number;
  /** Whether it ends with whoever started it, so that it can't be forgotten. */
  readonly isOwned: boolean;
  /**
   * Called once, when the cluster has converged and accepts requests. When the returned promise resolves, the cluster ends;
   * `signal` aborts when it ends for another reason, and then waits for that promise.
   */
  readonly whileUp: (ready: Ready, signal: AbortSignal) => Promise<void>;
  /** Receives events, with times in milliseconds since the start. */
  readonly onEvent: (body: RunEventBody, atMs: number) => void;
}

/** Why a cluster is no longer kept. */
export type KeepEnd = 'interrupted' | 'down' | 'time' | 'done';

/**
 * Starts a cluster and keeps it until `whileUp` is done, the signal aborts, a request ends it, or its time is over. Nothing it
 * started remains when it returns or throws. Throws InterruptedError if the signal aborts before the cluster is ready.
 */
export async function keepCluster(request: KeepRequest): Promise<KeepEnd> {
  if (!request.isOwned) await refuseTooMany();
  const startMs = monotonicMs();
  const log = new RunLog(request.onEvent);
  log.epochMs = startMs;
  const runTag = randomBytes(runTagCharacters / 2).toString('hex');
  const down = new AbortController();
  // A recovery that waits for a primary must not delay the end.
  const signal = AbortSignal.any([request.signal, down.signal]);
  const { scenario, relays, forMs } = request;
  return withCluster({ ...request, signal }, { runTag, log, clientRelays: relays }, async (site) => {
    const { cluster, folder } = site;
    const [binary] = site.engines;
    if (folder === null || binary === undefined) throw new InternalError('A cluster without a folder cannot be kept.');
    const endMs = monotonicMs() + forMs;
    const context = { cluster, topology: scenario.topology, relays, log, seed: scenario.seed, startMs };
    await using session = new Session(context);
    const status = (): SessionStatus => ({
      id: idOf(folder),
      scenario: scenario.name,
      topology: scenario.topology.kind,
      engine: binary.engine,
      engineVersion: binary.version,
      keeperPid: process.pid,
      folder,
      uptimeMs: monotonicMs() - startMs,
      leftMs: Math.max(0, endMs - monotonicMs()),
      relays,
      access: shownAccess(cluster.security),
      nodes: describeNodes(cluster, (node) => session.isReplaced(node)),
      faults: [...session.activeFaults],
    });
    const timeline = () => sessionTimeline(wallClockAt(startMs), log.events());
    await using _control = await serveControl(join(folder, socketName), (asked) =>
      answer(asked, { session, status, timeline }, down),
    );
    const { clientView } = cluster;
    const now = status();
    const ready: Ready = {
      type: 'ready',
      cluster: now,
      client: clientSettings(clientView, now.access),
      environment: clientEnvironment(clientView, now),
      libraries: libraryOptions(clientView),
    };
    const work = request.whileUp(ready, signal);
    const first = await Promise.race([
      work.then(() => 'done' as const),
      pause(forMs, signal).then(() => 'time' as const),
    ]);
    const reason = request.signal.aborted ? 'interrupted' : down.signal.aborted ? 'down' : first;
    down.abort();
    await work;
    return reason;
  });
}

interface Kept {
  readonly session: Session;
  readonly status: () => SessionStatus;
  readonly timeline: () => SessionTimeline;
}

async function answer(
  request: ControlRequest,
  { session, status, timeline }: Kept,
  down: AbortController,
): Promise<unknown> {
  switch (request.command) {
    case 'status':
      return status();
    case 'fault':
      return session.strike(request);
    case 'heal':
      return session.heal(request.recover);
    case 'await':
      return { atMs: await session.reached(request.fault, request.milestone, request.timeoutMs) };
    case 'timeline':
      return timeline();
    case 'down':
      // The answer is sent first: the caller then waits until this process is gone.
      setImmediate(() => down.abort());
      return { keeperPid: process.pid };
    default:
      return request satisfies never;
  }
}

function shownAccess(security: NodeSecurity | null): SessionAccess {
  const { username = null, password = null } = security?.access ?? {};
  return { username, password, caFile: security?.caFile ?? null };
}

async function refuseTooMany(): Promise<void> {
  const { length } = await findSessions();
  if (length >= mostClusters)
    throw new EnvironmentError(
      `${length} clusters are up, which is the maximum. Stop them with: cache-bench down --all`,
    );
}

/** The current state of every node in a cluster, by name. `isReplaced`: whether a dead node has been replaced. */
function describeNodes(cluster: Cluster, isReplaced: (node: ClusterNode) => boolean): SessionNode[] {
  // Nodes are listed in start order, which varies.
  const byName = [...cluster.nodes].sort((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }));
  return byName.map((node) => ({
    id: node.id,
    role: node.role,
    shard: node.shard,
    zone: node.zone,
    client: { ...node.clientAddress },
    server: { ...node.address },
    state: isReplaced(node) ? 'replaced' : stateOf(cluster, node),
    pid: node.running ? (node.process?.pid ?? null) : null,
    lagBytes: lagOf(cluster, node),
  }));
}

function stateOf(cluster: Cluster, node: ClusterNode): SessionNode['state'] {
  if (!node.running) return 'down';
  const replicates = node.role === 'primary' || node.role === 'replica';
  return replicates && cluster.replicationOf(node) === undefined ? 'silent' : 'up';
}

/** Both reported within the last second, but at different times: a replica that keeps up may appear slightly behind. */
function lagOf(cluster: Cluster, node: ClusterNode): number | null {
  if (node.role !== 'replica' || node.shard === null || !node.running) return null;
  const primary = cluster.primaryOf(node.shard);
  const [sent, received] = [primary && cluster.replicationOf(primary), cluster.replicationOf(node)];
  const [ahead, behind] = [sent?.offset ?? null, received?.offset ?? null];
  return ahead === null || behind === null ? null : Math.max(0, ahead - behind);
}
