import type { Redis } from 'ioredis';

interface Received {
  readonly process: string | null;
  readonly stream: Redis['stream'];
  readonly bytes: number;
  /** Over earlier streams to the same process. */
  readonly bytesBefore: number;
}

const received = new WeakMap<Redis, Received>();

/**
 * What a server process has sent to a control connection: its own count of sent bytes contains them. `process`: the identity
 * of the process that the connection has reached.
 */
export function ownReplyBytes(connection: Redis, process: string | null): number {
  const { stream } = connection;
  const last = received.get(connection);
  const earlier =
    last?.process !== process ? 0 : last.stream === stream ? last.bytesBefore : last.bytesBefore + last.bytes;
  received.set(connection, { process, stream, bytes: stream.bytesRead, bytesBefore: earlier });
  return earlier + stream.bytesRead;
}
