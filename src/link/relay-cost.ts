import type { Endpoint } from '../model/node.js';
import type { PathCost } from '../record/sections/topology.js';
import { type Echo, openEcho } from './echo.js';
import type { EchoAccess } from './echo-access.js';

const clientAddress = '127.0.0.1';
const echoTimeoutMs = 1_000;
const warmingEchoes = 20;
const countedEchoes = 200;
const payloadBytes = 1024 * 1024;
const countedPayloads = 5;

/** The cost of reaching a server directly, and through a relay in front of it. */
export interface RelayCost {
  readonly direct: PathCost;
  readonly relayed: PathCost;
}

/**
 * Measures round trips (median) and throughput (the best of a few 1 MiB payloads, both ways; only with `echoesPayloads`,
 * which Memcached lacks) to an otherwise idle server, first directly and then through its relay, in about 0.1 s. Null: an
 * answer did not arrive in time.
 */
export async function measureRelayCost(
  server: Endpoint,
  relay: Endpoint,
  { echoesPayloads, access }: { readonly echoesPayloads: boolean; readonly access: EchoAccess },
): Promise<RelayCost | null> {
  const direct = await pathCost(server, access, echoesPayloads);
  const relayed = direct && (await pathCost(relay, access, echoesPayloads));
  return direct && relayed ? { direct, relayed } : null;
}

async function pathCost(endpoint: Endpoint, access: EchoAccess, echoesPayloads: boolean): Promise<PathCost | null> {
  using echo = await openEcho(endpoint, clientAddress, access);
  if (echo === undefined) return null;
  const roundTripsMs = await timesOf(echo, warmingEchoes + countedEchoes, 0);
  const payloadsMs = echoesPayloads ? await timesOf(echo, countedPayloads, payloadBytes) : [];
  if (roundTripsMs === null || payloadsMs === null) return null;
  const sorted = roundTripsMs.slice(warmingEchoes).sort((left, right) => left - right);
  const medianMs = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const quickestMs = Math.min(...payloadsMs);
  return {
    roundTripUs: Math.round(medianMs * 1_000),
    bytesPerSecond: payloadsMs.length === 0 ? null : Math.round((2 * payloadBytes * 1_000) / quickestMs),
  };
}

/** In ms, one after another; null if one was not answered. */
async function timesOf(echo: Echo, count: number, bytes: number): Promise<readonly number[] | null> {
  const timesMs: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const tookMs = await echo.roundTripMs(echoTimeoutMs, bytes);
    if (tookMs === null) return null;
    timesMs.push(tookMs);
  }
  return timesMs;
}
