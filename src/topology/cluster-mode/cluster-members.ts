import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { announcedBy, type ClusterNode } from '../cluster.js';
import { configOf } from '../node-config.js';
import type { NodeFleet, NodeSlot } from '../node-fleet.js';
import { writeRedisFiles } from '../redis-node.js';
import type { NodeSecurity } from '../security/node-security.js';
import type { StartContext } from '../topology.js';
import { clusterDirectives, nodesFileName } from './cluster-directives.js';
import type { ClusterPlan } from './cluster-options.js';
import { type ClusterMember, nodesFile } from './nodes-file.js';

/** During startup: on a busy machine, the last of many members starts more than a second after the first. */
const startNodeTimeoutMs = 15_000;

/** Starts the members of a cluster, and tracks the ids and addresses by which they know each other. */
export class ClusterMembers {
  #plan: ClusterPlan;
  #runTag: string;
  #security: NodeSecurity;
  #fleet: NodeFleet<Redis>;
  #byMemberId = new Map<string, ClusterNode>();
  /** By node name. */
  #places = new Map<string, ReturnType<typeof announcedPlace>>();
  #slotCount = 0;

  constructor(plan: ClusterPlan, { runTag }: StartContext, security: NodeSecurity, fleet: NodeFleet<Redis>) {
    this.#plan = plan;
    this.#runTag = runTag;
    this.#security = security;
    this.#fleet = fleet;
  }

  reserve(role: 'primary' | 'replica', shard: number, zone: number): Promise<NodeSlot> {
    this.#slotCount += 1;
    return this.#fleet.reserve(`n${this.#slotCount}`, role, shard, zone, { hasBus: true });
  }

  /** What the other members need to know about a member in advance. */
  member(
    slot: Pick<NodeSlot, 'id' | 'links' | 'address' | 'busPort'>,
    { primary, ...rest }: Pick<ClusterMember, 'configEpoch' | 'slots'> & { readonly primary: NodeSlot | null },
  ): ClusterMember {
    return {
      id: this.idOf(slot.id),
      ...announcedPlace(slot),
      replicaOf: primary && this.idOf(primary.id),
      ...rest,
    };
  }

  /** Starts a member that knows all these members, including itself. */
  async start(slot: NodeSlot, members: readonly ClusterMember[]): Promise<ClusterNode> {
    const { id, address, links, dataDir, busPort } = slot;
    const place = announcedPlace(slot);
    this.#places.set(id, place);
    const config = {
      ...configOf(this.#plan, id),
      ...clusterDirectives(this.#plan, { busPort: busPort?.port ?? 0, ...place }),
    };
    await mkdir(dataDir, { recursive: true });
    await writeFile(join(dataDir, nodesFileName), nodesFile(members, this.idOf(id)));
    const announced = links?.announced ?? null;
    const files = { id, address, announced, replicaOf: null, config, security: this.#security };
    const startArguments = [
      ...(await writeRedisFiles(dataDir, files)),
      '--cluster-node-timeout',
      String(startNodeTimeoutMs),
    ];
    const node = await this.#fleet.start(slot, startArguments);
    this.#byMemberId.set(this.idOf(id), node);
    return node;
  }

  /** From here on, silence means death. Earlier, it would have voted out members that started late. */
  async setNodeTimeout(node: ClusterNode): Promise<void> {
    const { nodeTimeoutMs } = this.#plan.cluster;
    await this.#fleet.connectionOf(node).config('SET', 'cluster-node-timeout', String(nodeTimeoutMs));
  }

  /** The id that members use for a node. */
  idOf(nodeId: string): string {
    return createHash('sha1').update(`${this.#runTag}/${nodeId}`).digest('hex');
  }

  nodeOf(memberId: string): ClusterNode | undefined {
    return this.#byMemberId.get(memberId);
  }

  placeOf(node: ClusterNode): ReturnType<typeof announcedPlace> {
    return this.#places.get(node.id) ?? { announced: announcedBy(node), announcedBusPort: 0 };
  }
}

function announcedPlace(slot: Pick<NodeSlot, 'links' | 'address' | 'busPort'>) {
  return { announced: announcedBy(slot), announcedBusPort: slot.links?.bus?.port ?? slot.busPort?.port ?? 0 };
}
