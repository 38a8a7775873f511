import { z } from 'zod';
import { durationMs } from '../units/duration.js';
import { durationField } from '../units/fields.js';

const mostConnections = 500;
const leastTimeoutMs = 1;
const mostTimeoutMs = 60_000;

/** The options of every origin's clients. */
export const poolOptions = {
  connections: z
    .int()
    .min(1)
    .max(mostConnections)
    .default(20)
    .describe('Connections of all clients together; each load thread has its share.'),
  connectTimeout: durationField(leastTimeoutMs, mostTimeoutMs)
    .default('200ms')
    .describe('How long a request waits for a connection of the pool.'),
  statementTimeout: durationField(leastTimeoutMs, mostTimeoutMs)
    .default('1s')
    .describe('How long a request may take once it has a connection.'),
} as const;

/** The options that add time to each request inside the server. */
export const timeOptions = {
  readTime: durationField(0, mostTimeoutMs).default('0ms').describe('Time added to each read inside the server.'),
  writeTime: durationField(0, mostTimeoutMs).default('0ms').describe('Time added to each write inside the server.'),
} as const;

/** The limits of a pool. */
export interface PoolLimits {
  readonly connections: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** Converts validated options. */
export function poolLimits(options: {
  readonly connections: number;
  readonly connectTimeout: string;
  readonly statementTimeout: string;
}): PoolLimits {
  const { connections, connectTimeout, statementTimeout } = options;
  return {
    connections,
    connectTimeoutMs: durationMs(connectTimeout),
    statementTimeoutMs: durationMs(statementTimeout),
  };
}

/** Converts validated options. */
export function originTimes({ readTime, writeTime }: { readonly readTime: string; readonly writeTime: string }) {
  return { readMs: durationMs(readTime), writeMs: durationMs(writeTime) };
}
