import { EnvironmentError } from '../errors/errors.js';
import type { ServerExit, ServerProcess } from './server-process.js';

const quotedLines = 10;

/**
 * The error for a server that failed to start: what was awaited (`why`: "it did not answer within 5 s"), and the server's
 * last output. Names the port if it is taken.
 */
export async function serverFailed(
  server: ServerProcess,
  why: string,
  subject = `The server ${server.name}`,
): Promise<EnvironmentError> {
  const lines = await server.logTail(quotedLines);
  const port = takenPort(lines);
  const reason = port === undefined ? why : `port ${port} is taken`;
  const advice = port === undefined ? '' : '\nStop the program that uses it, or choose other ports.';
  const quote =
    lines.length === 0 ? 'It printed nothing.' : `Its last lines:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  return new EnvironmentError(`${subject} did not start: ${reason}. ${quote}${advice}`);
}

/** How a process ended, as a clause. */
export function howItEnded({ code, signal }: Pick<ServerExit, 'code' | 'signal'>): string {
  return code === null ? `it was killed by ${signal}` : `it exited with code ${code}`;
}

/**
 * The port that a server reports as in use; `undefined` if it reports none. Lines as of Redis 7 (`... listening socket
 * 127.0.0.1:7000: bind: Address already in use`) and memcached 1.6 (`failed to listen on TCP port 11211: Address already in
 * use`).
 */
export function takenPort(lines: readonly string[]): number | undefined {
  for (const line of lines) {
    const port = /(?:port |:)(\d{1,5})\D*address already in use/i.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  return undefined;
}
