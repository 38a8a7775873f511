// The thread of all relays in a run, separate from the load's threads.
import { parentPort, workerData } from 'node:worker_threads';
import { monotonicMs } from '../clock/monotonic.js';
import { endpointName } from '../model/node.js';
import { forkRandom } from '../random/random.js';
import { type LineShape, Pace } from './line-shape.js';
import type { LinkKind } from './link-rule.js';
import { LinkRules } from './link-rules.js';
import { clientsEnd, type LinkEnd, Relay, type RelayedConnection } from './relay.js';
import type { HostLossReport, RelayAnswers, RelayReply, RelayRequest, RelayThreadData } from './relay-protocol.js';
import { ReplicationHistory } from './replication-history.js';

const { betweenZones, runTag, isEncrypted, clientsZone = null } = workerData as RelayThreadData;
/** By the address on which they listen. */
const relays = new Map<string, Relay>();
const ends = new Map<string, LinkEnd>();
const zones = new Map<LinkEnd, string>(clientsZone === null ? [] : [[clientsEnd, clientsZone]]);
const lostEnds = new Set<LinkEnd>();
const lostConnections = new Set<RelayedConnection>();
const losses: HostLoss[] = [];
const history = new ReplicationHistory(runTag);
const dataNodes = new Set<LinkEnd>();
/** By source and destination zone. */
const zonePaces = new Map<string, Pace>();
const rules = new LinkRules(
  { connections: allConnections, kindOf, baseShape, isLost: (connection) => lostConnections.has(connection) },
  // The same jitter in every run.
  forkRandom(1, 'jitter'),
);

/** One loss of a host. What its connections discarded is queried later. */
interface HostLoss {
  readonly end: LinkEnd;
  readonly atMs: number;
  /** Those that it froze. */
  readonly connections: readonly RelayedConnection[];
  /** Those among them that a replica was still connected to, by replica; the later one if it had just reconnected. */
  readonly streams: ReadonlyMap<LinkEnd, RelayedConnection>;
}

parentPort?.on('message', async ({ number, request }: { number: number; request: RelayRequest }) => {
  try {
    post({ number, answer: await answer(request) });
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    post({ number, error: message, code });
  }
});

function post(reply: RelayReply): void {
  parentPort?.postMessage(reply);
}

async function answer(request: RelayRequest): Promise<RelayAnswers[RelayRequest['ask']]> {
  switch (request.ask) {
    case 'add-host':
      ends.set(request.address, request.end);
      zones.set(request.end, request.zone);
      return null;
    case 'open-relay':
      return openRelay(request);
    case 'move-relay':
      relays.get(endpointName(request.relay))?.lead(request.places);
      return null;
    case 'lose-hosts':
      return loseHosts(request.ends);
    case 'restore-host':
      restoreHost(request.end);
      return null;
    case 'report-loss':
      return reportLoss(request.end, request.lostAtMs);
    case 'apply':
      return rules.apply(request.rule);
    case 'report-rule':
      return rules.report(request.id);
    case 'lift':
      rules.lift(request.id, request.how);
      return null;
    case 'reset':
      return rules.reset(request.links);
    case 'close':
      await Promise.all([...relays.values()].map((relay) => relay.close()));
      for (const connection of lostConnections) connection.reset();
      parentPort?.close();
      return null;
    default:
      return request satisfies never;
  }
}

async function openRelay({
  node,
  listenHost,
  listenPort,
  target,
  serves,
}: Extract<RelayRequest, { readonly ask: 'open-relay' }>) {
  if (serves === 'data') dataNodes.add(node);
  const relay = new Relay({
    node,
    listenHost,
    listenPort,
    target,
    openTap: isEncrypted ? null : (caller, behind) => history.openTap(behind, caller),
    callerOf: (address) => ends.get(address.replace(/^::ffff:/, '')) ?? clientsEnd,
    delayMs: (caller, behind) => baseShape(caller, behind).delayMs,
    serves,
  });
  relay.onConnection = (connection) => {
    if (touches(connection, lostEnds)) lose(connection);
    else rules.hold(connection);
  };
  const address = await relay.listen();
  relays.set(endpointName(address), relay);
  return address;
}

function loseHosts(ends: readonly LinkEnd[]): number {
  const atMs = monotonicMs();
  for (const end of ends) lostEnds.add(end);
  for (const end of ends) loseHost(end, atMs);
  return atMs;
}

function loseHost(end: LinkEnd, atMs: number): void {
  const connections = [...allConnections()].filter(
    (connection) => touches(connection, new Set([end])) && !lostConnections.has(connection),
  );
  for (const connection of connections) lose(connection);
  const heard = connections.filter(({ node, forth, back }) => node === end && back.tap && !forth.hasEnded);
  const streams = new Map(heard.map((connection) => [connection.caller, connection]));
  losses.push({ end, atMs, connections, streams });
  history.forget(end);
}

function lose(connection: RelayedConnection): void {
  lostConnections.add(connection);
  connection.forth.lose();
  connection.back.lose();
}

function restoreHost(end: LinkEnd): void {
  lostEnds.delete(end);
  for (const connection of lostConnections) {
    if (touches(connection, lostEnds)) continue;
    connection.reset();
    lostConnections.delete(connection);
  }
}

function reportLoss(end: LinkEnd, lostAtMs: number): HostLossReport {
  const loss = losses.find((candidate) => candidate.end === end && candidate.atMs === lostAtMs);
  if (loss === undefined) return { discardedBytes: 0, replication: [] };
  const discardedBytes = loss.connections.reduce(
    (bytes, { forth, back }) => bytes + forth.discardedBytes + back.discardedBytes,
    0,
  );
  const replication = [...loss.streams].flatMap(
    ([
      replica,
      {
        back: { tap },
      },
    ]) =>
      tap === undefined
        ? []
        : {
            replica,
            followed: tap.following,
            pendingBytes: tap.pendingBytes,
            discarded: tap.pendingWrites(),
            lastRead: tap.lastRead,
          },
  );
  return { discardedBytes, replication };
}

function kindOf({ caller, serves }: RelayedConnection): LinkKind {
  if (caller === clientsEnd) return 'clients';
  if (serves === 'bus') return 'bus';
  return serves === 'data' && dataNodes.has(caller) ? 'replication' : 'sentinels';
}

function baseShape(from: LinkEnd, to: LinkEnd): LineShape {
  const [fromZone, toZone] = [zones.get(from), zones.get(to)];
  // Clients without a zone are near every node.
  if (fromZone === undefined || toZone === undefined || fromZone === toZone)
    return { delayMs: 0, jitterMs: 0, paces: [] };
  const { delayMs, jitterMs, bytesPerSecond } = betweenZones;
  return { delayMs, jitterMs, paces: bytesPerSecond === null ? [] : [zonePace(fromZone, toZone, bytesPerSecond)] };
}

function zonePace(fromZone: string, toZone: string, bytesPerSecond: number): Pace {
  const way = `${fromZone} ${toZone}`;
  const pace = zonePaces.get(way) ?? new Pace(bytesPerSecond);
  zonePaces.set(way, pace);
  return pace;
}

function* allConnections(): Generator<RelayedConnection> {
  for (const relay of relays.values()) yield* relay.connections;
}

function touches(connection: RelayedConnection, hosts: ReadonlySet<LinkEnd>): boolean {
  return hosts.has(connection.caller) || hosts.has(connection.node);
}
