import { isIP } from 'node:net';
import type { Parsed } from '../units/parsed.js';
import { isKeyOf, keysOf } from './table.js';
import type { TargetScheme } from './target-scheme.js';

/** The parameters after the `?` of a target's URL. Missing ones are null. */
export interface TargetParameters {
  readonly db: string | null;
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly servername: string | null;
  readonly verify: string | null;
  readonly protocol: string | null;
  readonly 'sentinel-user': string | null;
  readonly 'sentinel-password': string | null;
}
type ParameterName = keyof TargetParameters;

const none: TargetParameters = {
  db: null,
  ca: null,
  cert: null,
  key: null,
  servername: null,
  verify: null,
  protocol: null,
  'sentinel-user': null,
  'sentinel-password': null,
};
const tlsNames = ['ca', 'cert', 'key', 'servername', 'verify'] as const;
const sentinelNames = ['sentinel-user', 'sentinel-password'] as const;

/** Parses the text after the `?`, for a scheme. Error messages never repeat any of the text: it may be a password. */
export function parseTargetParameters(query: string, scheme: TargetScheme): Parsed<TargetParameters> {
  const read: Record<ParameterName, string | null> = { ...none };
  for (const part of query.split('&').filter((piece) => piece !== '')) {
    const [, name = '', encoded = ''] = /^([^=]*)=(.+)$/s.exec(part) ?? [];
    if (!isKeyOf(none, name))
      return { expected: `parameters after the ? as name=value, out of ${Object.keys(none).join(', ')}` };
    const value = percentDecode(encoded);
    if (value === undefined) return { expected: `percent-encoded UTF-8 as ${name}` };
    if (read[name] !== null) return { expected: `${name} once` };
    read[name] = value;
  }
  const expected = expectedOf(read, scheme);
  return expected === undefined ? { value: read } : { expected };
}

function expectedOf(read: TargetParameters, scheme: TargetScheme): string | undefined {
  const given = (name: ParameterName) => read[name] !== null;
  const isServerName = read.servername === null || (/^[\w.-]+$/.test(read.servername) && isIP(read.servername) === 0);
  if (scheme.kind !== 'redis' && keysOf(none).some(given)) return `no parameters with ${scheme.kind}://`;
  if (!scheme.tls && tlsNames.some(given))
    return `${tlsNames.join(', ')} only with TLS, such as rediss:// or rediss+sentinel://`;
  if (scheme.topology !== 'sentinel' && sentinelNames.some(given))
    return `${sentinelNames.join(', ')} only with redis+sentinel://`;
  if (given('cert') !== given('key')) return 'both cert and key';
  if (!isServerName) return 'a host name as servername (not an address)';
  if (read.verify !== null && !/^(true|false)$/.test(read.verify)) return 'verify=true or verify=false';
  if (read.protocol !== null && !/^[23]$/.test(read.protocol)) return 'protocol=2 or protocol=3';
  return undefined;
}

/** Decodes percent-encoding; undefined if invalid or not UTF-8. */
export function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
