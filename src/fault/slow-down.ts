import { EnvironmentError } from '../errors/errors.js';
import type { LinkSelection, Slowness } from '../link/link-rule.js';
import type { Network } from '../link/network.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { Injection } from './fault.js';
import { type LinkProbe, openLinkProbes, quickestEchoMs } from './link-probe.js';

const echoTimeoutMs = 5_000;
const leastPayloadBytes = 4 * 1024;
const mostPayloadBytes = 512 * 1024;
/** How long a bandwidth-measuring payload keeps the link busy. */
const payloadSeconds = 0.2;

/** Slows links down until healed. The proof is measured by echoes through the relays. */
export async function slowDown(
  cluster: Cluster,
  { network, targets, links }: { network: Network; targets: readonly ClusterNode[]; links: LinkSelection },
  slowness: Slowness,
): Promise<Injection> {
  if (targets.length === 0) throw new EnvironmentError('The fault found no links to slow down.');
  const probes = await openLinkProbes(cluster, links);
  const { id, atMs } = await network.apply({ ...links, effect: { kind: 'slow', ...slowness } });
  return {
    targets,
    injectedAtMs: atMs,
    async prove() {
      using asked = probes;
      const ways = links.direction === 'both' ? 2 : 1;
      const proofs: (string | undefined)[] = [];
      if (slowness.bytesPerSecond === null)
        proofs.push(...(await Promise.all(asked.all.map((probe) => measure(probe, slowness, ways)))));
      // One after another, because they share the bandwidth.
      else for (const probe of asked.all) proofs.push(await measure(probe, slowness, ways));
      return proofs.length === 0 || proofs.includes(undefined) ? undefined : proofs.join('; ');
    },
    async heal() {
      probes[Symbol.dispose]();
      await network.lift(id, 'resume');
    },
  };
}

/** What an echo shows of the fault; undefined if nothing. */
async function measure(
  { name, echo, beforeMs }: LinkProbe,
  { delayMs, jitterMs, bytesPerSecond }: Slowness,
  ways: number,
): Promise<string | undefined> {
  const afterMs = await quickestEchoMs(echo, echoTimeoutMs + 2 * (delayMs + jitterMs));
  if (afterMs === null || afterMs < ways * delayMs) return undefined;
  const times = `an echo from ${name} takes ${afterMs.toFixed(1)} ms (${beforeMs.toFixed(1)} ms before)`;
  if (bytesPerSecond === null) return times;
  const wanted = Math.round(bytesPerSecond * payloadSeconds);
  const payloadBytes = Math.max(leastPayloadBytes, Math.min(mostPayloadBytes, wanted));
  const takenMs = await echo.roundTripMs(echoTimeoutMs + (2000 * payloadBytes) / bytesPerSecond, payloadBytes);
  if (takenMs === null) return undefined;
  const measured = (payloadBytes * 1000) / takenMs;
  // The payload is still being sent when its first bytes come back, so this never exceeds the limit.
  return measured <= bytesPerSecond ? `${times}, ${Math.round(measured / 1000)} kB/s pass` : undefined;
}
