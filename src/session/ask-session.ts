import { connect, type Socket } from 'node:net';
import type { z } from 'zod';
import { EnvironmentError, InternalError, UsageError } from '../errors/errors.js';
import { parseJson } from '../model/parse-json.js';
import {
  answerSchema,
  type ControlRequest,
  controlVersion,
  downSchema,
  healSchema,
  longestLineBytes,
  reachedSchema,
  statusSchema,
  struckSchema,
  timelineSchema,
} from './control-protocol.js';
import type { SessionSite } from './find-session.js';
import { readLine } from './read-line.js';

type Unversioned<Request> = Request extends unknown ? Omit<Request, 'version'> : never;
type Question = Unversioned<ControlRequest>;

const quickTimeoutMs = 20_000;
/** Proofs and recoveries can take a while. */
const slowTimeoutMs = 180_000;
const endTimeoutMs = 60_000;

/**
 * The current state of a kept cluster. These functions throw EnvironmentError if nobody answers, and any error from the
 * other side.
 */
export function askStatus(site: SessionSite) {
  return ask(site, { command: 'status' }, statusSchema, quickTimeoutMs);
}

/** Injects a fault; resolves once it has proved its effect, or could not. */
export function askFault(site: SessionSite, order: Omit<Extract<Question, { command: 'fault' }>, 'command'>) {
  return ask(site, { command: 'fault', ...order }, struckSchema, slowTimeoutMs);
}

/** Heals all faults. */
export function askHeal(site: SessionSite, recover: Extract<Question, { command: 'heal' }>['recover']) {
  return ask(site, { command: 'heal', recover }, healSchema, slowTimeoutMs);
}

/** Waits until a fault has reached a milestone. */
export function askMilestone(site: SessionSite, given: Omit<Extract<Question, { command: 'await' }>, 'command'>) {
  return ask(site, { command: 'await', ...given }, reachedSchema, given.timeoutMs + quickTimeoutMs);
}

/** What has happened so far. */
export function askTimeline(site: SessionSite) {
  return ask(site, { command: 'timeline' }, timelineSchema, quickTimeoutMs);
}

/** Ends the cluster; resolves once its daemon and everything it started are gone. */
export async function askDown(site: SessionSite): Promise<void> {
  const socket = connect(site.socket);
  try {
    const gone = new Promise<boolean>((resolve) => {
      socket.once('close', () => resolve(true));
      socket.once('timeout', () => resolve(false));
    });
    await exchange(socket, site, { command: 'down' }, downSchema, quickTimeoutMs);
    socket.setTimeout(endTimeoutMs).resume();
    if (!(await gone))
      throw new EnvironmentError(
        `The cluster ${site.id} did not stop within ${endTimeoutMs / 1000} s. Check it with: cache-bench status`,
      );
  } finally {
    socket.destroy();
  }
}

async function ask<Result extends z.ZodType>(
  site: SessionSite,
  question: Question,
  result: Result,
  timeoutMs: number,
): Promise<z.infer<Result>> {
  const socket = connect(site.socket);
  try {
    return await exchange(socket, site, question, result, timeoutMs);
  } finally {
    socket.destroy();
  }
}

async function exchange<Result extends z.ZodType>(
  socket: Socket,
  site: SessionSite,
  question: Question,
  result: Result,
  timeoutMs: number,
): Promise<z.infer<Result>> {
  socket.on('error', () => undefined);
  socket.write(`${JSON.stringify({ version: controlVersion, ...question })}\n`);
  const line = await readLine(socket, { longestBytes: longestLineBytes, timeoutMs });
  if (line === undefined)
    throw new EnvironmentError(
      `The cluster ${site.id} did not respond; it may be shutting down. List running clusters with: cache-bench status`,
    );
  const answer = answerSchema.safeParse(parseJson(line));
  if (!answer.success) throw otherVersion(site);
  if ('error' in answer.data) throw thrownBy(answer.data.error);
  const parsed = result.safeParse(answer.data.result);
  if (!parsed.success) throw otherVersion(site);
  return parsed.data;
}

function thrownBy({
  kind,
  message,
}: {
  readonly kind: 'usage' | 'environment' | 'internal';
  readonly message: string;
}) {
  switch (kind) {
    case 'usage':
      return new UsageError(message);
    case 'environment':
      return new EnvironmentError(message);
    case 'internal':
      return new InternalError(message);
    default:
      return kind satisfies never;
  }
}

function otherVersion({ id }: SessionSite): UsageError {
  return new UsageError(
    `The cluster ${id} sent a reply that this program does not understand. Use the same version of cache-bench in both terminals.`,
  );
}
