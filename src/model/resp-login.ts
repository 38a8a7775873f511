import type { Access } from './access.js';

/** Authenticates a client of a Redis server, answered with OK. Null without a password. */
export function respLogin({ username, password }: Access): string | null {
  if (password === null) return null;
  const words = ['AUTH', ...(username === null ? [] : [username]), password];
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
