import { chmod } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { CacheBenchError, EnvironmentError, UsageError } from '../errors/errors.js';
import { parseJson } from '../model/parse-json.js';
import {
  type ControlAnswer,
  type ControlError,
  type ControlRequest,
  controlVersion,
  longestLineBytes,
  requestSchema,
} from './control-protocol.js';
import { readLine } from './read-line.js';

/** sun_path is 104 bytes on macOS and 108 on Linux, including the terminating zero. Source: unix(7), unix(4). */
const longestPathBytes = 103;
const requestTimeoutMs = 10_000;
const mostConnections = 64;

/**
 * Serves requests on a unix socket accessible only to this user: one line and one connection each. `handle` returns the
 * result, or throws. A connection stays open until the client closes it or this program ends, so that a client can wait for
 * the end it requested. Throws EnvironmentError if the socket can't be created.
 */
export async function serveControl(
  path: string,
  handle: (request: ControlRequest) => Promise<unknown>,
): Promise<AsyncDisposable> {
  if (Buffer.byteLength(path) > longestPathBytes)
    throw new EnvironmentError(
      `The path ${path} is too long for a socket (at most ${longestPathBytes} bytes). Set TMPDIR to a shorter folder.`,
    );
  const server = createServer((socket) => void answer(socket, handle));
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new EnvironmentError(
          `The socket ${path} could not be created (${error.message}). Set TMPDIR to a local folder.`,
        ),
      ),
    );
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
  return {
    // A client waiting for our end keeps its connection open, and must not keep us alive.
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

async function answer(socket: Socket, handle: (request: ControlRequest) => Promise<unknown>): Promise<void> {
  socket.unref();
  socket.on('error', () => socket.destroy());
  const line = await readLine(socket, { longestBytes: longestLineBytes, timeoutMs: requestTimeoutMs });
  if (line === undefined) return void socket.destroy();
  const reply = await result(line, handle);
  if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`);
  // Further input is ignored, but the end of the connection must be noticed.
  socket.resume();
}

async function result(line: string, handle: (request: ControlRequest) => Promise<unknown>): Promise<ControlAnswer> {
  try {
    return { version: controlVersion, result: await handle(parseRequest(line)) };
  } catch (error) {
    return { version: controlVersion, error: describe(error) };
  }
}

function parseRequest(line: string): ControlRequest {
  const parsed = requestSchema.safeParse(parseJson(line));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `The program that keeps the cluster does not understand this request (its protocol version is ${controlVersion}). ` +
      'Use the same version of cache-bench in both terminals.',
  );
}

function describe(error: unknown): ControlError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) return { kind: 'usage', message };
  return { kind: error instanceof CacheBenchError ? 'environment' : 'internal', message };
}
