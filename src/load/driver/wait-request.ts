import type { Durability } from '../../model/scenario.js';

/** The command sent after each write, so that its acknowledgement proves the requested durability. */
export interface WaitRequest {
  readonly words: readonly string[];
  /** Minimum for each number in the answer: one for WAIT; local and replicas for WAITAOF. */
  readonly atLeast: readonly number[];
}

/** The request for a durability; null when it needs none. Source: redis.io/docs/latest/commands/wait and /waitaof. */
export function waitRequest(durability: Durability, deadlineMs: number): WaitRequest | null {
  switch (durability.kind) {
    case 'async':
      return null;
    case 'wait':
      return request('WAIT', [durability.replicas], deadlineMs);
    case 'waitaof':
      return request('WAITAOF', [durability.local, durability.replicas], deadlineMs);
    default:
      return durability satisfies never;
  }
}

/** Whether an answer reports at least the requested numbers. A server that breaks the protocol may answer anything. */
export function isEnough({ atLeast }: WaitRequest, answer: unknown): boolean {
  const counts: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  return counts.length === atLeast.length && atLeast.every((least, index) => (counts[index] as number) >= least);
}

function request(command: string, atLeast: readonly number[], deadlineMs: number): WaitRequest {
  // Below the deadline, so that a shortfall is reported before the connection is dropped.
  const timeoutMs = Math.max(1, Math.floor(deadlineMs * 0.8));
  return { words: [command, ...atLeast.map(String), String(timeoutMs)], atLeast };
}
