import type { Durability } from '../../model/scenario.js';

/** What is asked after each write, so that its acknowledgement means what the durability says. */
export interface WaitRequest {
  readonly words: readonly string[];
  /** What each number of the answer must at least be: of WAIT one, of WAITAOF the local one and the replicas. */
  readonly atLeast: readonly number[];
}

/**
 * The request of a durability; null when it asks for nothing.
 * Source: redis.io/docs/latest/commands/wait and /waitaof.
 */
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

/** Whether an answer names as many as were asked for, or more. A server that breaks the protocol may answer anything. */
export function isEnough({ atLeast }: WaitRequest, answer: unknown): boolean {
  const counts: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  return counts.length === atLeast.length && atLeast.every((least, index) => (counts[index] as number) >= least);
}

function request(command: string, atLeast: readonly number[], deadlineMs: number): WaitRequest {
  // Less than the deadline, so that a short answer comes before the connection is dropped.
  const timeoutMs = Math.max(1, Math.floor(deadlineMs * 0.8));
  return { words: [command, ...atLeast.map(String), String(timeoutMs)], atLeast };
}
