import { join } from 'node:path';
import { type ClaimedPort, claimPort, relayPort } from '../engine/ports.js';
import { howItEnded, serverFailed } from '../engine/server-failed.js';
import type { EngineBinary, ServerProcess } from '../engine/server-process.js';
import { startServer } from '../engine/start-server.js';
import { InterruptedError } from '../errors/errors.js';
import { type Network, startNetwork } from '../link/network.js';
import type { NodeLinks } from '../link/node-links.js';
import type { Endpoint, NodeDescription, NodeRole } from '../model/node.js';
import type { ClusterNode, LaunchedNode } from './cluster.js';
import { type ControlPlane, waitUntilServing } from './control-plane.js';
import type { NodesPlan } from './nodes-plan.js';
import { removeData } from './remove-data.js';
import type { RestartOptions, StartContext } from './topology.js';

const startTimeoutMs = 20_000;
/** Distance from a user-chosen base port to the bus port, as in Redis itself. */
export const busPortOffset = 10_000;

/** A node with its address, relays and folder, but no process yet. */
export interface NodeSlot {
  readonly id: string;
  readonly role: NodeRole;
  readonly shard: number | null;
  readonly zone: string;
  readonly port: ClaimedPort;
  /** Where a cluster member listens for peers; null for other servers. */
  readonly busPort: ClaimedPort | null;
  readonly address: Endpoint;
  readonly links: NodeLinks | null;
  readonly dataDir: string;
}

interface RunningNode extends LaunchedNode {
  process: ServerProcess;
  readonly dataDir: string;
  readonly startArguments: readonly string[];
  binary: EngineBinary;
}

/**
 * The processes of a cluster: assigns each a loopback address in its zone, relays and a folder, starts it, and keeps a
 * control connection to it. Disposing it ends all of them.
 */
export class NodeFleet<Connection> implements AsyncDisposable {
  readonly network: Network | null;
  #context: StartContext;
  #control: ControlPlane<Connection>;
  #basePort: number | null;
  #nodes: RunningNode[] = [];
  #ports: ClaimedPort[] = [];
  #launches: Promise<ServerProcess>[] = [];
  #disposed = false;
  #connections = new Map<ClusterNode, Connection>();
  #hostsInZone = new Map<string, number>();
  #slotCount = 0;

  constructor(plan: NodesPlan, context: StartContext, control: ControlPlane<Connection>) {
    this.#context = context;
    this.#control = control;
    this.#basePort = plan.basePort;
    const withRelays = plan.links !== null || context.clientRelays;
    const { delayMs = 0, jitterMs = 0, bytesPerSecond = null } = plan.links?.betweenZones ?? {};
    const betweenZones = { delayMs, jitterMs, bytesPerSecond };
    const { runTag, clientsZone = null } = context;
    this.network = withRelays ? startNetwork({ betweenZones, runTag, clientsZone, isEncrypted: plan.tls }) : null;
  }

  get nodes(): readonly LaunchedNode[] {
    return this.#nodes;
  }

  /**
   * Reserves a slot for a node: `127.0.<zone>.<n>`, a claimed port, relays in front of it. Clients connect to the chosen
   * ports: those of the relays, if there are any.
   */
  async reserve(
    id: string,
    role: NodeRole,
    shard: number | null,
    zoneNumber: number,
    { hasBus = false }: { readonly hasBus?: boolean } = {},
  ): Promise<NodeSlot> {
    const zone = zoneName(zoneNumber);
    const hostNumber = (this.#hostsInZone.get(zone) ?? 0) + 1;
    this.#hostsInZone.set(zone, hostNumber);
    const host = `127.0.${zoneNumber}.${hostNumber}`;
    const wantedPort = this.#basePort === null ? null : this.#basePort + this.#slotCount;
    this.#slotCount += 1;
    const ownPort = this.#context.clientRelays ? null : wantedPort;
    const port = await this.#claim(host, ownPort);
    const busPort = hasBus ? await this.#claim(host, ownPort === null ? null : ownPort + busPortOffset) : null;
    const address = { host, port: port.port };
    const links = await this.#openLinks({ id, role, zone, address, busPort }, wantedPort);
    return { id, role, shard, zone, port, busPort, address, links, dataDir: join(this.#context.folder, id) };
  }

  /** Starts the process of a slot and waits until it is serving. Throws EnvironmentError with the end of its log. */
  async start(slot: NodeSlot, startArguments: readonly string[]): Promise<LaunchedNode> {
    await Promise.all([slot.port.release(), slot.busPort?.release()]);
    const { binary } = this.#context;
    const process = await this.#launch(slot.id, slot.dataDir, startArguments, binary);
    const { id, role, shard, zone, address, links, dataDir } = slot;
    const clientAddress = links?.client ?? address;
    const node: RunningNode = {
      id,
      role,
      shard,
      zone,
      address,
      links,
      clientAddress,
      get running() {
        return this.process.running;
      },
      process,
      dataDir,
      startArguments,
      binary,
    };
    this.#nodes.push(node);
    this.#connections.set(node, this.#control.open(address));
    await this.#untilServing(node);
    return node;
  }

  /** Restarts a node's process with the same folder and address. */
  async restart(node: ClusterNode, { empty = false, binary }: RestartOptions = {}): Promise<void> {
    const running = this.#running(node);
    await running.process.kill();
    if (empty) await removeData(running.dataDir);
    if (binary !== undefined) running.binary = binary;
    running.process = await this.#launch(running.id, running.dataDir, running.startArguments, running.binary);
    await this.network?.restoreHost(running.id);
    await this.#untilServing(running);
  }

  connectionOf(node: ClusterNode): Connection {
    const connection = this.#connections.get(node);
    if (connection === undefined) throw new Error(`${node.id} has no control connection`);
    return connection;
  }

  /** The node at an address that a server names, announced or real. */
  nodeAt(host: string, port: number): ClusterNode | undefined {
    const is = (endpoint: Endpoint | undefined) => endpoint?.host === host && endpoint.port === port;
    return this.#nodes.find((node) => is(node.address) || is(node.links?.announced));
  }

  describe(): readonly NodeDescription[] {
    return this.#nodes.map(({ id, role, shard, zone, address, process, dataDir }) => ({
      id,
      role,
      shard,
      zone,
      ...address,
      pid: process.running ? process.pid : null,
      dataDir,
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Starts may be in progress: no further one begins, and those in progress are ended as well.
    this.#disposed = true;
    for (const connection of this.#connections.values()) this.#control.close(connection);
    const launched = await Promise.allSettled(this.#launches);
    await Promise.all(launched.map((launch) => launch.status === 'fulfilled' && launch.value[Symbol.asyncDispose]()));
    await Promise.all(this.#ports.map((port) => port.release()));
    await this.network?.[Symbol.asyncDispose]();
  }

  async #claim(host: string, wantedPort: number | null): Promise<ClaimedPort> {
    const port = await claimPort(host, wantedPort);
    this.#ports.push(port);
    return port;
  }

  async #openLinks(
    { id, role, zone, address, busPort }: Pick<NodeSlot, 'id' | 'role' | 'zone' | 'address' | 'busPort'>,
    clientPort: number | null,
  ): Promise<NodeLinks | null> {
    const { network } = this;
    if (network === null) return null;
    const { host } = address;
    await network.addHost(id, host, zone);
    const serves = role === 'sentinel' ? 'sentinel' : 'data';
    const client = this.#context.clientRelays
      ? await network.openRelay(id, host, address, serves, await relayPort(host, clientPort))
      : null;
    const announced = await network.openRelay(id, host, address, serves);
    const bus = busPort && (await network.openRelay(id, host, { host, port: busPort.port }, 'bus'));
    return { announced, client, bus };
  }

  async #launch(
    name: string,
    dataDir: string,
    startArguments: readonly string[],
    binary: EngineBinary,
  ): Promise<ServerProcess> {
    const { watchdog } = this.#context;
    this.#stopIfEnded();
    const launch = startServer({ name, binary, dataDir, arguments: startArguments }, watchdog);
    this.#launches.push(launch);
    const process = await launch;
    this.#stopIfEnded();
    return process;
  }

  async #untilServing(node: RunningNode): Promise<void> {
    const giveUp = () => !node.running || this.#disposed || this.#context.signal.aborted;
    const serving = await waitUntilServing(this.#control, this.connectionOf(node), startTimeoutMs, giveUp);
    this.#stopIfEnded();
    if (!serving) throw await serverFailed(node.process, await whyNotServing(node.process));
  }

  #stopIfEnded(): void {
    if (this.#disposed || this.#context.signal.aborted)
      throw new InterruptedError('Interrupted while the cluster was starting.');
  }

  #running(node: ClusterNode): RunningNode {
    const running = this.#nodes.find((candidate) => candidate === node);
    if (running === undefined) throw new Error(`${node.id} is not of this cluster`);
    return running;
  }
}

async function whyNotServing(process: ServerProcess): Promise<string> {
  if (process.running) return `it did not respond within ${startTimeoutMs / 1000} s`;
  const { code, signal, escaped } = await process.exited;
  if (escaped > 0) return "it moved itself into the background, out of the program's reach, and was killed there";
  return howItEnded({ code, signal });
}

/** The label of a zone, counted from 1. */
function zoneName(zoneNumber: number): string {
  return `az-${zoneNumber}`;
}

/** The number of a zone by its label. */
export function zoneNumber(zone: string): number {
  return Number(zone.slice('az-'.length));
}
