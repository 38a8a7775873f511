/**
 * ElastiCache Serverless bills requests in processing units (ECPU): for each command the greater of
 *
 *   the KB it transfers, at least 1, and its vCPU time relative to a simple command.
 *
 * The exact formula for vCPU time is not published. As AWS's own estimator does, we take 3 µs for a unit, and leave out the
 * commands that always count as simple. Source: aws/agent-toolkit-for-aws of 2026-08-20, serverless_estimator.py and
 * command_classifier.py.
 */
const microsecondsPerUnit = 3;

/** Always one unit for each KB, whatever CPU time they took. */
const simpleCommands: ReadonlySet<string> = new Set(
  (
    'get set hget hset incr decr incrby decrby incrbyfloat expire pexpire pexpireat expireat persist exists ttl pttl type strlen ' +
    'scard zcard llen xlen sismember hexists hlen hsetnx hincrby hincrbyfloat getbit setbit setnx setex psetex zscore ping del ' +
    'unlink select echo time quit reset watch unwatch move asking readonly readwrite acl client command'
  ).split(' '),
);

const freeCommands: ReadonlySet<string> = new Set(
  (
    'auth multi exec hello discard subscribe unsubscribe psubscribe punsubscribe publish pubsub info config cluster replconf psync ' +
    'replicaof slowlog dbsize wait object debug memory latency module function swapdb'
  ).split(' '),
);

/** What the calls of one command took. */
export interface CommandUse {
  /** The command, or a subcommand as INFO commandstats names it: `config|get`. */
  readonly command: string;
  /** Σ max(1, KB) over the calls. */
  readonly kilobytes: number;
  /** CPU time of the server; null: not measured. */
  readonly cpuUs: number | null;
}

/** The units of the calls of one command. */
export function unitsOf({ command, kilobytes, cpuUs }: CommandUse): number {
  const name = command.toLowerCase().split('|')[0] ?? '';
  if (freeCommands.has(name)) return 0;
  return simpleCommands.has(name) || cpuUs === null ? kilobytes : Math.max(kilobytes, cpuUs / microsecondsPerUnit);
}
