import type { EngineName } from '../../model/node.js';
import type { OperationPlan } from '../../model/operation-plan.js';

interface LeastVersion {
  /** As it stands in the request; of several words, the first is the command and all of them stand in it. */
  readonly words: readonly string[];
  /** Of Redis; every Valkey has it (its first version was 7.2). */
  readonly redis: readonly [major: number, minor: number];
}

/** What of our own requests not every version of Redis has. Source: "History" of each command on redis.io/docs/latest/commands. */
const leastVersions: readonly LeastVersion[] = [
  { words: ['GETDEL'], redis: [6, 2] },
  { words: ['GETEX'], redis: [6, 2] },
  { words: ['SET', 'GET'], redis: [6, 2] },
];

/** Why a server can't do what a workload asks of it; undefined when it can, or when its version is not known. */
export function versionRefusal(
  operations: readonly Pick<OperationPlan, 'name' | 'words'>[],
  { engine, version }: { readonly engine: EngineName; readonly version: string },
): string | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  if (engine !== 'redis' || major === undefined || minor === undefined) return undefined;
  for (const { name, words } of operations) {
    const [command = '', ...rest] = words.map((word) => word.toUpperCase());
    const lacking = leastVersions.find(
      ({ words: [first, ...others], redis }) =>
        command === first &&
        others.every((other) => rest.slice(2).includes(other)) &&
        (major < redis[0] || (major === redis[0] && minor < redis[1])),
    );
    if (lacking === undefined) continue;
    const [first, ...others] = lacking.words;
    const way = first === 'GETEX' ? 'leave it out of the mix' : 'audit: final';
    return (
      `The operation ${name} needs ${[first, ...others].join(' ... ')}, which Redis has since ${lacking.redis.join('.')}, ` +
      `and this server is Redis ${version}. Try: a newer server, or ${way}.`
    );
  }
  return undefined;
}
