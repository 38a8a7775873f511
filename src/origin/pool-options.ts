import { z } from 'zod';
import { parseDuration } from '../units/duration.js';
import { checkedValue, durationOption } from '../units/option-fields.js';

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
  connectTimeout: durationOption(leastTimeoutMs, mostTimeoutMs)
    .default('200ms')
    .describe('How long a request waits for a connection of the pool.'),
  statementTimeout: durationOption(leastTimeoutMs, mostTimeoutMs)
    .default('1s')
    .describe('How long a request may take once it has a connection.'),
} as const;

/** The options that add time to each request inside the server. */
export const timeOptions = {
  readTime: durationOption(0, mostTimeoutMs).default('0ms').describe('Time added to each read inside the server.'),
  writeTime: durationOption(0, mostTimeoutMs).default('0ms').describe('Time added to each write inside the server.'),
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
    connectTimeoutMs: checkedValue(parseDuration(connectTimeout)),
    statementTimeoutMs: checkedValue(parseDuration(statementTimeout)),
  };
}

/** Converts validated options. */
export function originTimes({ readTime, writeTime }: { readonly readTime: string; readonly writeTime: string }) {
  return { readMs: checkedValue(parseDuration(readTime)), writeMs: checkedValue(parseDuration(writeTime)) };
}
