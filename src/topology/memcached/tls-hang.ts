import type { EngineBinary } from '../../engine/server-process.js';
import type { NodesPlan } from '../nodes-plan.js';
import type { PipelinedValues, Warning } from '../topology.js';

const recordBytes = 16 * 1024;

/** Overhead of one request besides its value: commands, keys, flags. */
const framingBytes = 160;

/**
 * Before 1.6.39, when the value of a `set` ends within a TLS record, memcached ignores the rest of the record until more
 * data arrives. If requests in flight can exceed a record, such operations time out. Returns a warning if this applies;
 * otherwise undefined. Source: https://github.com/memcached/memcached/commit/96e05b75f
 */
export function tlsHangWarning(
  { tls }: Pick<NodesPlan, 'tls'>,
  { pipeline, valueBytes }: PipelinedValues,
  { version }: EngineBinary,
): Warning | undefined {
  if (!tls || pipeline === 1 || isMended(version)) return undefined;
  if (pipeline * (valueBytes + framingBytes) <= recordBytes) return undefined;
  const message =
    `Memcached ${version} with TLS may not answer pipelined requests that are longer than 16 KiB together (fixed in 1.6.39): ` +
    `${pipeline} requests with values of ${valueBytes} bytes are, and may time out. Try: a smaller workload.pipeline, or a newer Memcached.`;
  return { code: 'memcached-tls', message };
}

function isMended(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major > 1 || minor > 6 || (minor === 6 && patch >= 39);
}
