import type { Redis } from 'ioredis';

const blockMs = 200;
const mostEntries = 1_000;

/** One message on a stream: who sent it (empty: the coordinator), and its content. */
export interface StreamEntry {
  readonly sender: string;
  readonly content: Buffer;
}

interface ReadEntry extends StreamEntry {
  readonly id: string;
}

/**
 * Yields the entries of a stream from its beginning, as they come in; an empty list if there was none for a while. Ends when
 * the signal aborts. The connection must have no other use, because it waits for entries.
 */
export async function* readStream(
  connection: Redis,
  key: string,
  signal: AbortSignal,
): AsyncGenerator<readonly ReadEntry[]> {
  let lastId = '0-0';
  while (!signal.aborted) {
    const answer = await connection
      .xreadBuffer('COUNT', mostEntries, 'BLOCK', blockMs, 'STREAMS', key, lastId)
      .catch((error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      });
    if (signal.aborted) return;
    const entries = (answer?.[0]?.[1] ?? []).map(([id, [, sender = Buffer.of(), , content = Buffer.of()]]) => ({
      id: id.toString(),
      sender: sender.toString(),
      content,
    }));
    lastId = entries.at(-1)?.id ?? lastId;
    yield entries;
  }
}

/** Appends an entry for `readStream`. */
export async function writeEntry(connection: Redis, key: string, { sender, content }: StreamEntry): Promise<void> {
  await connection.xadd(key, '*', 'sender', sender, 'content', content);
}
