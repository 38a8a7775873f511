import type { CommandLine } from '../topology/topology.js';

/** Closes every connection of a client to the server behind a line, but the line itself; gives how many. Replicas are no clients. */
export async function closeClients(line: CommandLine): Promise<number> {
  return Number(await line.command(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']));
}
