import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * The cores of server and clients, so that neither takes the other's: one generator thread against one generator thread.
 * Null where `taskset` is missing or there is one core only.
 */
const cores = canPin() ? { server: '0', client: '1' } : null;

/**
 * A command on the core of the server or of the clients.
 *
 * @param {'server' | 'client'} side
 * @param {readonly string[]} command
 * @returns {readonly string[]}
 */
export function pinned(side, command) {
  return cores ? ['taskset', '-c', cores[side], ...command] : command;
}

/** The core that is the server's own; null where nothing is pinned. */
export const serverCore = cores?.server ?? null;

/** What a reader must know of where the programs ran. */
export function describePinning() {
  return cores
    ? `The server is pinned to core ${cores.server}, each client with all its threads to core ${cores.client} (taskset).`
    : 'Nothing is pinned to a core (no taskset, or one core only): server and clients may take time from each other.';
}

function canPin() {
  if (availableParallelism() < 2) return false;
  try {
    execFileSync('taskset', ['-c', '0,1', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
