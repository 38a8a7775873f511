import type { Redis } from 'ioredis';

/** The text of INFO; undefined if the server denies it, does not reply, or sends anything but text. */
export async function askInfo(connection: Redis, section = 'default'): Promise<string | undefined> {
  const reply: unknown = await connection.info(section).catch(() => undefined);
  return typeof reply === 'string' ? reply : undefined;
}
