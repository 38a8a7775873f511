import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { claimPort } from '../../src/engine/ports.js';
import { EnvironmentError } from '../../src/errors/errors.js';

describe('claiming a port', () => {
  it('never returns the same one twice, and stays below the ephemeral ports', async () => {
    const claims = await Promise.all(Array.from({ length: 300 }, () => claimPort('127.0.0.1', null)));
    const ports = claims.map(({ port }) => port);
    await Promise.all(claims.map((claim) => claim.release()));
    expect(new Set(ports).size).toBe(300);
    expect(Math.max(...ports)).toBeLessThan(32_768);
    expect(Math.min(...ports)).toBeGreaterThan(1_023);
  });

  it('returns a requested port, and again after its release', async () => {
    const first = await claimPort('127.0.0.1', null);
    await first.release();
    await first.release();
    const second = await claimPort('127.0.0.1', first.port);
    expect(second).toMatchObject({ host: '127.0.0.1', port: first.port });
    await expect(claimPort('127.0.0.1', first.port)).rejects.toThrow(EnvironmentError);
    await second.release();
  });

  it('names the port that is taken, and what to do', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const refused = await claimPort('127.0.0.1', port).catch((error: unknown) => error);
    holder.close();
    expect(refused).toBeInstanceOf(EnvironmentError);
    expect((refused as Error).message).toBe(
      `Port ${port} on 127.0.0.1 is taken by another program. ` +
        'Try: another topology.basePort, or leave it out to use free ports.',
    );
  });

  it('is an environment error if the address is not on this machine', async () => {
    await expect(claimPort('192.0.2.1', null)).rejects.toThrow(EnvironmentError);
  });

  it('releases the port even if somebody has connected to it', async () => {
    const claim = await claimPort('127.0.0.1', null);
    const caller = connect(claim.port, '127.0.0.1');
    caller.on('error', () => {});
    await once(caller, 'connect');
    await claim.release();
    caller.resume();
    if (!caller.closed) await once(caller, 'close');
  });
});
