import { type EngineName, redisVersionOf } from '../../model/node.js';
import { type OperationPlan, requestsOf } from '../../model/operation-plan.js';
import type { Durability } from '../../model/scenario.js';
import type { LeastVersion } from '../operation/operation.js';
import { operationKinds, operations } from '../operation/registry.js';

/** Source: redis.io/docs/latest/commands/waitaof. */
const waitaofSince = [7, 2] as const;
/** What our own requests need; free commands may need the same. */
const leastVersions: readonly LeastVersion[] = operationKinds.flatMap((kind) => operations[kind].needs ?? []);

type Server = { readonly engine: EngineName; readonly version: string };

/** Why a server lacks the command that a durability needs; undefined if it has it, or its version is unknown. */
export function durabilityRefusal({ kind }: Durability, server: Server): string | undefined {
  if (kind !== 'waitaof' || !isOlder(server, waitaofSince)) return undefined;
  return (
    `The durability waitaof needs WAITAOF, available since Redis ${waitaofSince.join('.')}, ` +
    `but this server is Redis ${server.version}. Try: a newer server, --engine valkey, or --durability wait:1.`
  );
}

/** Why a server can't run a workload; undefined if it can, or its version is unknown. */
export function versionRefusal(operations: readonly OperationPlan[], server: Server): string | undefined {
  for (const { name, words } of requestsOf(operations)) {
    const [command = '', ...rest] = words.map((word) => word.toUpperCase());
    const lacking = leastVersions.find(
      ({ words: [first, ...others], redis }) =>
        command === first && others.every((other) => rest.slice(2).includes(other)) && isOlder(server, redis),
    );
    if (lacking === undefined) continue;
    return (
      `The operation ${name} needs ${lacking.words.join(' ... ')}, available since Redis ${lacking.redis.join('.')}, ` +
      `but this server is Redis ${server.version}. Try: a newer server, or ${lacking.otherwise}.`
    );
  }
  return undefined;
}

/** Whether it is a Redis older than this version. */
function isOlder(server: Server, [major, minor]: readonly [number, number]): boolean {
  const [, itsMajor, itsMinor] = /^(\d+)\.(\d+)/.exec(redisVersionOf(server) ?? '')?.map(Number) ?? [];
  if (itsMajor === undefined || itsMinor === undefined) return false;
  return itsMajor < major || (itsMajor === major && itsMinor < minor);
}
