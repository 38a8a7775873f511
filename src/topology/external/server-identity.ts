import type { Redis } from 'ioredis';
import type { Access } from '../../model/access.js';
import { boundReplies } from '../../model/bound-replies.js';
import { foreignText } from '../../model/foreign-text.js';
import type { Endpoint, EngineName } from '../../model/node.js';
import { askInfo } from '../ask-info.js';
import { placeAndAccess } from '../control-connection.js';
import { ioredis } from '../ioredis.js';
import { parseInfo } from '../replication-info.js';
import { explainRefusal, type Speaker, targetFailure } from './target-failure.js';

/** Time limit for one answer of a target, which may be far away. */
export const targetTimeoutMs = 5_000;
const longestVersion = 60;

/** What a server reports about itself. */
export interface ServerIdentity {
  readonly engine: EngineName;
  /** `unknown` if not reported. */
  readonly version: string;
  readonly mode: 'standalone' | 'cluster' | 'sentinel';
  /** Null: not reported. */
  readonly role: 'primary' | 'replica' | null;
  /** Address of a replica's primary, `host:port`; null: unknown. */
  readonly replicaOf: string | null;
  /** Whether our user may run INFO. */
  readonly informs: boolean;
}

/** Sends one query on a dedicated connection. Throws EnvironmentError with the reason if the server can't be used. */
export async function askOnce<T>(
  url: string,
  endpoint: Endpoint,
  access: Access,
  question: (connection: Redis) => Promise<T>,
  speaker: Speaker = 'server',
): Promise<T> {
  const connection = new (ioredis().Redis)({
    ...placeAndAccess(endpoint, access),
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: targetTimeoutMs,
    connectTimeout: targetTimeoutMs,
    disconnectTimeout: 0,
    retryStrategy: () => null,
  });
  boundReplies(connection);
  const errors: string[] = [];
  connection.on('error', (error: Error) => errors.push(error.message));
  try {
    await connection.connect();
    await connection.ping();
    // A missing database is reported as an error, and the connection then stays in another one.
    if (errors.length > 0) throw new Error(errors[0]);
    return await question(connection);
  } catch (error) {
    const message = errors[0] ?? (error as Error).message;
    const { reason, attempt } = await explainRefusal(endpoint, access, message, speaker);
    throw targetFailure(url, reason, attempt);
  } finally {
    connection.disconnect();
  }
}

/**
 * Identifies a server by HELLO (Redis 6.0), which every user may run, and by INFO if permitted. Source:
 * redis.io/docs/latest/commands/hello and .../info.
 */
export async function identify(connection: Redis): Promise<ServerIdentity> {
  const hello = pairsOf(await connection.call('HELLO').catch(() => []));
  const text = await askInfo(connection);
  const info = parseInfo(text ?? '');
  const role = hello.get('role') ?? info.get('role');
  const mode = hello.get('mode') ?? info.get('redis_mode');
  const isValkey = hello.get('server') === 'valkey' || info.has('valkey_version');
  const primaryHost = info.get('master_host');
  return {
    engine: isValkey ? 'valkey' : 'redis',
    version: foreignText(
      (isValkey ? info.get('valkey_version') : undefined) ??
        hello.get('version') ??
        info.get('redis_version') ??
        'unknown',
      longestVersion,
    ),
    mode: mode === 'cluster' || mode === 'sentinel' ? mode : 'standalone',
    role: role === undefined ? null : role === 'master' ? 'primary' : 'replica',
    replicaOf: primaryHost === undefined ? null : foreignText(`${primaryHost}:${info.get('master_port')}`),
    informs: text !== undefined,
  };
}

/** Alternating names and values; empty for anything else. */
function pairsOf(answer: unknown): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  if (!Array.isArray(answer)) return pairs;
  for (let at = 0; at + 1 < answer.length; at += 2) pairs.set(String(answer[at]), String(answer[at + 1]));
  return pairs;
}
