import type { Cluster, Redis } from 'ioredis';

/** A cluster client connects to a member on its first command, and refuses further ones until connected. */
export async function connectWholly(client: Redis | Cluster): Promise<void> {
  await client.connect();
  if (isCluster(client)) await Promise.all(client.nodes('all').map(untilReady));
}

async function untilReady(member: Redis): Promise<void> {
  if (member.status === 'ready') return;
  if (member.status === 'wait') await member.connect();
  else await new Promise<void>((resolve) => member.once('ready', () => resolve()));
}

export function isCluster(client: Redis | Cluster): client is Cluster {
  return client.isCluster;
}
