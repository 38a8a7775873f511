import { pause } from '../clock/wait.js';
import type { MemcachedControl } from '../topology/memcached-control.js';
import { type KeySample, refusalIn, type SampledKey } from './key-sample.js';

/** At most `batchKeys` keys every `batchMs`: 500 a second and server. */
const batchKeys = 25;
const batchMs = 50;
/** Names read from one server: the crawler lists all, least recently used first. */
const mostNames = 100_000;

/** Looks at about `wanted` of the `items` of one server, evenly spread over the first 100,000 that it lists. */
export async function sampleMemcachedKeys(
  line: MemcachedControl,
  wanted: number,
  items: number,
  signal: AbortSignal,
): Promise<KeySample> {
  if (wanted === 0) return { keys: [], refusals: [] };
  const step = Math.max(1, Math.floor(Math.min(items, mostNames) / wanted));
  const refusals = new Set<string>();
  const names = await line.keyNames(mostNames, step).catch((error: Error) => {
    refusals.add(refusalIn(error));
    return [];
  });
  const keys: SampledKey[] = [];
  for (let at = 0; at < Math.min(wanted, names.length) && !signal.aborted; at += batchKeys) {
    const batch = names.slice(at, Math.min(wanted, at + batchKeys));
    const answers = await Promise.all(
      batch.map((name) => line.command(['mg', name, 's', 't']).catch((error: Error) => error)),
    );
    for (const answer of answers) {
      if (answer instanceof Error) refusals.add(refusalIn(answer));
      else keys.push(...keyIn(answer));
    }
    await pause(batchMs, signal);
  }
  return { keys, refusals: [...refusals] };
}

/** `HD s<bytes> t<seconds, -1 for none>`; `EN` for a key that has gone. Source: "Meta Get" in memcached's doc/protocol.txt. */
function keyIn(answer: string): readonly SampledKey[] {
  const [, bytes, seconds] = /^HD s(\d+) t(-?\d+)/.exec(answer) ?? [];
  if (bytes === undefined) return [];
  const ttlMs = Number(seconds) < 0 ? null : 1000 * Number(seconds);
  return [{ type: 'string', valueBytes: Number(bytes), elements: null, ttlMs, idleMs: null, frequency: null }];
}
