import type { CommandLine } from '../topology/data-access.js';

/** Closes every client connection to a server except the given line; returns how many. Replicas are not clients. */
export async function closeClients(line: CommandLine): Promise<number> {
  return Number(await line.command(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']));
}
