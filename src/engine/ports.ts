import { createServer } from 'node:net';
import { EnvironmentError } from '../errors/errors.js';
import type { Endpoint } from '../model/node.js';

/** A port nobody else can take until it is released, just before its server binds it. */
export interface ClaimedPort extends Endpoint {
  release(): Promise<void>;
}

// Below the ephemeral ports of Linux (32,768) and macOS (49,152), so that no outgoing connection takes one of these.
const lowestPort = 12_000;
const highestPort = 31_999;
const mostAttempts = 200;

/** Claims a free port on a loopback address: `port` itself, which `setting` asked for, or any if null. Throws EnvironmentError. */
export async function claimPort(
  host: string,
  port: number | null,
  setting = 'topology.basePort',
): Promise<ClaimedPort> {
  if (port !== null) {
    const claimed = await tryPort(host, port);
    if (claimed) return claimed;
    throw new EnvironmentError(
      `Port ${port} on ${host} is taken by another program. ` +
        `Try: another ${setting}, or leave it out to use free ports.`,
    );
  }
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const candidate = lowestPort + Math.floor(Math.random() * (highestPort - lowestPort + 1));
    const claimed = await tryPort(host, candidate);
    if (claimed) return claimed;
  }
  throw new EnvironmentError(
    `No free port was found on ${host} (tried ${mostAttempts} between ${lowestPort} and ${highestPort}). ` +
      'Try: stop programs that use many ports, or check whether this loopback address is available: cache-bench doctor',
  );
}

/** The port that a relay for clients listens on: `port` itself, or 0 (chosen by the kernel) if null. Throws EnvironmentError if it is taken. */
export async function relayPort(host: string, port: number | null): Promise<number> {
  if (port === null) return 0;
  await (await claimPort(host, port)).release();
  return port;
}

function tryPort(host: string, port: number): Promise<ClaimedPort | undefined> {
  return new Promise((resolve, reject) => {
    // A peer that is already up may connect before the server is: it must not prevent releasing the port.
    const server = createServer((caller) => caller.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(new EnvironmentError(`The address ${host}:${port} can't be used (${error.message}).`));
    });
    server.listen({ host, port }, () => {
      const release = () => new Promise<void>((done) => server.close(() => done()));
      resolve({ host, port, release });
    });
  });
}
