import type { Redis } from 'ioredis';
import { monotonicMs } from '../clock/monotonic.js';
import { EnvironmentError } from '../errors/errors.js';
import { foreignText } from '../model/foreign-text.js';
import { askInfo } from './ask-info.js';
import type { ClusterNode } from './cluster.js';
import type { CommandLine, DataAccess, Flushed, ServerCounters } from './data-access.js';
import { ownReplyBytes } from './own-reply-bytes.js';
import { parseInfo } from './replication-info.js';
import { BrokenFigureError, serverFigure } from './server-figure.js';

/** DataAccess over control connections. `connectionOf` returns the connection to a node. */
export function redisDataAccess(connectionOf: (node: ClusterNode) => Redis): DataAccess {
  return {
    read: (node, keys) => read(connectionOf(node), keys),
    write: (node, pairs, ttlSeconds = null) => write(connectionOf(node), pairs, ttlSeconds),
    call: (node, requests) => call(connectionOf(node), requests),
    expiryStepMs: 0,
    flush: flushRedis,
    expire: expireRedis,
    waitForReplicas: (node, count, timeoutMs) => waitForReplicas(connectionOf(node), count, timeoutMs),
    inspect: (node) => inspect(connectionOf(node)),
    openLine: (node, answerTimeoutMs = lineTimeoutMs) => openLine(connectionOf(node), answerTimeoutMs),
  };
}

/** A hung server must not block us. */
const lineTimeoutMs = 1_000;

function openLine(control: Redis, answerTimeoutMs: number): CommandLine {
  const line = control.duplicate({
    commandTimeout: answerTimeoutMs,
    connectTimeout: answerTimeoutMs,
    enableOfflineQueue: true,
    retryStrategy: () => null,
  });
  line.on('error', () => {});
  return {
    command: ([name = '', ...parameters]) => line.call(name, ...parameters),
    [Symbol.dispose]: () => line.disconnect(),
  };
}

async function read(connection: Redis, keys: readonly string[]): Promise<(string | null)[]> {
  const values = await connection.mget(...keys);
  // A list that is too short would make omitted keys look missing.
  if (values?.length !== keys.length)
    throw new Error(`MGET of ${keys.length} keys returned ${values?.length ?? 'no'} values`);
  return values;
}

async function write(connection: Redis, pairs: readonly string[], ttlSeconds: number | null): Promise<void> {
  if (ttlSeconds === null) {
    await connection.mset(...pairs);
    return;
  }
  // MSET does not support a TTL.
  const batch = connection.pipeline();
  for (let at = 0; at < pairs.length; at += 2) batch.set(pairs[at] ?? '', pairs[at + 1] ?? '', 'EX', ttlSeconds);
  for (const [error] of (await batch.exec()) ?? []) if (error) throw error;
}

async function call(connection: Redis, requests: readonly (readonly string[])[]): Promise<unknown[]> {
  const batch = connection.pipeline();
  for (const [command = '', ...words] of requests) batch.call(command, ...words);
  return ((await batch.exec()) ?? []).map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
}

async function flushRedis(line: CommandLine): Promise<Flushed> {
  const count = Number(await line.command(['DBSIZE']));
  const sentMs = monotonicMs();
  await line.command(['FLUSHALL']);
  return { sentMs, removed: count === 0 ? undefined : String(count) };
}

async function expireRedis(line: CommandLine, keys: readonly string[]): Promise<number> {
  const answers = await Promise.all(keys.map((key) => line.command(['PEXPIRE', key, '1'])));
  return answers.filter((answer) => answer === 1).length;
}

// WAIT answers late by design, so it is sent with short timeouts below the connection's own.
async function waitForReplicas(connection: Redis, count: number, timeoutMs: number): Promise<number> {
  const endMs = performance.now() + timeoutMs;
  let reached = 0;
  do {
    reached = await connection.wait(count, 200);
  } while (reached < count && performance.now() < endMs);
  return reached;
}

async function inspect(connection: Redis): Promise<ServerCounters | undefined> {
  const text = await askInfo(connection, 'all');
  if (text === undefined) return undefined;
  const fields = parseInfo(text);
  const calls: Record<string, number> = {};
  const commandUs: Record<string, number> = {};
  for (const [name, value] of fields) {
    const command = /^cmdstat_(.+)$/.exec(name)?.[1];
    if (command === undefined) continue;
    calls[command] = figureIn(name, /calls=([^,]*)/.exec(value)?.[1] ?? '0');
    commandUs[command] = figureIn(name, /usec=([^,]*)/.exec(value)?.[1] ?? '0');
  }
  const optional = (name: string) => {
    const value = fields.get(name);
    return value === undefined ? undefined : figureIn(name, value);
  };
  const [sentBytes, datasetBytes] = [optional('total_net_output_bytes'), optional('used_memory_dataset')];
  const process = fields.get('run_id') ?? null;
  const notLoad = (optional('total_net_repl_output_bytes') ?? 0) + ownReplyBytes(connection, process) - text.length;
  const number = (name: string) => {
    const value = fields.get(name);
    if (value === undefined) throw new EnvironmentError(`The server's INFO has no field "${name}".`);
    return figureIn(name, value);
  };
  return {
    cpuSeconds: number('used_cpu_sys') + number('used_cpu_user'),
    calls,
    commandUs,
    ...(sentBytes !== undefined && { outputBytes: Math.max(0, sentBytes - notLoad) }),
    usedMemoryBytes: number('used_memory'),
    ...(datasetBytes !== undefined && { datasetBytes }),
    evictionPolicy: fields.get('maxmemory_policy') ?? null,
    evictedKeys: number('evicted_keys'),
    expiredKeys: number('expired_keys'),
    flushes: (calls.flushall ?? 0) + (calls.flushdb ?? 0),
    process,
  };
}

function figureIn(name: string, text: string): number {
  const figure = serverFigure(text);
  if (figure !== null) return figure;
  throw new BrokenFigureError(`The server's INFO reports ${foreignText(name)}:`, text);
}
