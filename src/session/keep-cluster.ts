import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { EnvironmentError, InternalError } from '../errors/errors.js';
import type { ClientView } from '../model/client-view.js';
import { runTagCharacters } from '../model/write-stamp.js';
import { RunLog } from '../progress/run-log.js';
import type { RunEventBody } from '../record/sections/events.js';
import { type SiteRequest, withCluster } from '../run/with-cluster.js';
import type { NodeSecurity } from '../topology/security/node-security.js';
import { type ControlRequest, type SessionAccess, type SessionStatus, socketName } from './control-protocol.js';
import { describeNodes } from './describe-nodes.js';
import { findSessions, idOf } from './find-session.js';
import { serveControl } from './serve-control.js';
import { Session } from './session.js';

/** More than this at once indicates a loop that never ends them. */
const mostClusters = 10;

export interface KeepRequest extends SiteRequest {
  /** Whether clients connect through relays. */
  readonly relays: boolean;
  /** How long the cluster may run. */
  readonly forMs: number;
  /** Called once, when the cluster has converged and accepts requests. */
  readonly onReady: (status: SessionStatus, clientView: ClientView) => void;
  /** Receives events, with times in milliseconds since the start. */
  readonly onEvent: (body: RunEventBody, atMs: number) => void;
}

/** Why a cluster is no longer kept. */
export type KeepEnd = 'interrupted' | 'down' | 'time';

/**
 * Starts a cluster and keeps it until the signal aborts, a request ends it, or its time is over. Nothing it started remains
 * when it returns or throws. Throws InterruptedError if the signal aborts before the cluster is ready.
 */
export async function keepCluster(request: KeepRequest): Promise<KeepEnd> {
  await refuseTooMany();
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
    await using _control = await serveControl(join(folder, socketName), (asked) =>
      answer(asked, session, status, down),
    );
    request.onReady(status(), cluster.clientView);
    await pause(forMs, signal);
    if (request.signal.aborted) return 'interrupted';
    if (down.signal.aborted) return 'down';
    down.abort();
    return 'time';
  });
}

async function answer(
  request: ControlRequest,
  session: Session,
  status: () => SessionStatus,
  down: AbortController,
): Promise<unknown> {
  switch (request.command) {
    case 'status':
      return status();
    case 'fault':
      return session.strike(request);
    case 'heal':
      return session.heal(request.recover);
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
