import { type Echo, openEcho } from '../link/echo.js';
import { type EchoAccess, echoAccess } from '../link/echo-access.js';
import { type LinkSelection, selects } from '../link/link-rule.js';
import { clientsEnd } from '../link/relay.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';

const mostProbes = 6;
const clientAddress = '127.0.0.1';
const firstEchoTimeoutMs = 1_000;
const echoes = 3;

/** A connection through a relay, and the duration of an echo over it before the fault. */
export interface LinkProbe {
  /** For example `n2 to n1`. */
  readonly name: string;
  readonly echo: Echo;
  readonly beforeMs: number;
}

/** The probes of one fault. Disposing them closes their connections. */
export interface LinkProbes extends Disposable {
  readonly all: readonly LinkProbe[];
}

/**
 * Opens a few connections through the relays that a fault is about to affect, each from the calling node's address, and
 * keeps those that return an echo.
 */
export async function openLinkProbes(cluster: Cluster, links: LinkSelection): Promise<LinkProbes> {
  const callers: readonly (ClusterNode | null)[] = [...cluster.nodes.filter(({ running }) => running), null];
  const ways = callers.flatMap((caller) =>
    cluster.nodes
      .filter((node) => node !== caller && node.running && isMeant(links, caller, node))
      .map((node) => ({ caller, node })),
  );
  // Spread evenly if there are many.
  const step = Math.max(1, ways.length / mostProbes);
  const chosen = ways.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
  const { clientView } = cluster;
  const opened = await Promise.all(
    chosen.map(({ caller, node }) =>
      openProbe(caller, node, echoAccess(clientView, { isSentinel: node.shard === null })),
    ),
  );
  const all = opened.filter((probe) => probe !== undefined);
  return {
    all,
    [Symbol.dispose]: () => {
      for (const { echo } of all) echo[Symbol.dispose]();
    },
  };
}

/** The fastest of a few echoes in ms; null if one did not return in time. */
export async function quickestEchoMs(echo: Echo, timeoutMs: number): Promise<number | null> {
  let quickestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < echoes; round += 1) {
    const takenMs = await echo.roundTripMs(timeoutMs);
    if (takenMs === null) return null;
    quickestMs = Math.min(quickestMs, takenMs);
  }
  return quickestMs;
}

/** Whether a fault affects what a caller sends to a node, or receives from it. */
function isMeant(links: LinkSelection, caller: ClusterNode | null, node: ClusterNode): boolean {
  const isData = caller?.shard !== null && node.shard !== null;
  const kind = caller === null ? 'clients' : isData ? 'replication' : 'sentinels';
  const [from, to] = [caller?.id ?? clientsEnd, node.id];
  return selects(links, { from, to, kind }) || selects(links, { from: to, to: from, kind });
}

async function openProbe(
  caller: ClusterNode | null,
  node: ClusterNode,
  access: EchoAccess,
): Promise<LinkProbe | undefined> {
  const relay = caller === null ? node.links?.client : node.links?.announced;
  if (!relay) return undefined;
  const echo = await openEcho(relay, caller?.address.host ?? clientAddress, access);
  if (echo === undefined) return undefined;
  const beforeMs = await quickestEchoMs(echo, firstEchoTimeoutMs);
  if (beforeMs !== null) return { name: `${caller?.id ?? clientsEnd} to ${node.id}`, echo, beforeMs };
  echo[Symbol.dispose]();
  return undefined;
}
