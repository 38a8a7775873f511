import { pause } from '../clock/wait.js';
import type { Endpoint } from '../model/node.js';

/** How we keep control connections to servers of one kind, bypassing all relays. */
export interface ControlPlane<Connection> {
  /** Returns the connection immediately; it connects once the server is up, and again after a restart. */
  open(address: Endpoint): Connection;
  /** Whether the server answers and accepts commands. */
  isServing(connection: Connection): Promise<boolean>;
  close(connection: Connection): void;
}

const pollMs = 10;

/** Waits until the server is serving. False: `timeoutMs` passed, or `giveUp` returned true. */
export async function waitUntilServing<Connection>(
  control: ControlPlane<Connection>,
  connection: Connection,
  timeoutMs: number,
  giveUp: () => boolean,
): Promise<boolean> {
  const endMs = performance.now() + timeoutMs;
  while (performance.now() < endMs && !giveUp()) {
    if (await control.isServing(connection)) return true;
    await pause(pollMs);
  }
  return false;
}
