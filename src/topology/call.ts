import { InternalError } from '../errors/errors.js';
import type { ClusterNode } from './cluster.js';
import type { DataAccess } from './data-access.js';

/** Answers to Redis commands, in order. Throws if one is refused, and InternalError if the servers know none of them. */
export async function call(
  data: DataAccess,
  node: ClusterNode,
  requests: readonly (readonly string[])[],
): Promise<unknown[]> {
  if (data.call === undefined) throw new InternalError(`${node.id} was sent a Redis command, and knows none.`);
  return data.call(node, requests);
}
