import { InternalError } from '../../errors/errors.js';
import {
  dataPlaceholder,
  keyPlaceholder,
  type OperationPlan,
  randomDigits,
  randomPlaceholder,
} from '../../model/operation-plan.js';
import type { Protocol } from '../../model/protocol.js';
import type { ValueSizes } from '../../model/scenario.js';
import { keyDigits, keyNameAround, runTagCharacters, stampBytes } from '../../model/write-stamp.js';
import { sum } from '../../units/sum.js';

/** The bytes of one request and its reply. */
export interface RequestBytes {
  /** Keys, arguments and values. */
  readonly payload: number;
  /** With everything the protocol adds. */
  readonly wire: number;
}

/** Requests of a kind, and how many bytes each takes. */
export interface CountedBytes extends RequestBytes {
  readonly calls: number;
}

const tokenCharacters = 8;
/** Of minutes in seconds, and of a server's first million writes. */
const usualDigits = { ttl: 2, cas: 6 } as const;
/** The number in a reply that only counts or confirms. */
const integerReply = ':1\r\n'.length;

/** The bytes of a request, given the size of its values. */
export function requestBytes(request: OperationPlan, protocol: Protocol, valueBytes: number): RequestBytes {
  const keyBytes = keyBytesOf(request);
  const filled = (text: string) => filledBytes(text, keyBytes, valueBytes);
  if (protocol === 'resp2' || protocol === 'resp3') {
    const lengths = request.words.map(filled);
    const wire = sum(lengths.map(bulkBytes)) + arrayHeader(lengths.length);
    return { payload: sum(lengths.slice(1)), wire };
  }
  if (request.memcached === null) throw new InternalError(`${request.name} has no request in memcached's protocols.`);
  // The binary protocol is about as long as text: its header has 24 bytes.
  const text = request.memcached[protocol === 'meta' ? 'meta' : 'text']?.request ?? '';
  const payload = occurrences(text, keyPlaceholder) * keyBytes + occurrences(text, dataPlaceholder) * valueBytes;
  return { payload, wire: filled(text) };
}

/**
 * The bytes of a successful reply, given the size of each value and whether the key existed; null if only the servers know:
 * free commands that read.
 */
export function replyBytes(
  request: OperationPlan,
  protocol: Protocol,
  valueBytes: number,
  found: boolean,
): RequestBytes | null {
  if (request.space === 'command' && !request.writes && request.reply !== 'value') return null;
  const values = found ? valuesInReply(request) : 0;
  const payload = values * valueBytes;
  switch (protocol) {
    case 'resp2':
    case 'resp3':
      return { payload, wire: respReply(request, protocol, valueBytes, found) };
    case 'meta':
    case 'text':
    case 'binary':
      return { payload, wire: memcachedReply(request, protocol, valueBytes, values) };
    default:
      return protocol satisfies never;
  }
}

function valuesInReply({ reply, keyCount, space }: OperationPlan): number {
  if (reply === 'values') return keyCount;
  // A free command of which only hits and misses are known returns something, which is a number for those that write.
  if (reply === 'presence') return space === 'command' ? 0 : 1;
  return reply === 'value' || reply === 'replaced' || reply === 'entry' || reply === 'offer' || reply === 'rival'
    ? 1
    : 0;
}

function respReply(
  { reply, keyCount, space }: OperationPlan,
  protocol: Protocol,
  bytes: number,
  found: boolean,
): number {
  const nil = protocol === 'resp3' ? '_\r\n'.length : '$-1\r\n'.length;
  switch (reply) {
    case 'value':
    case 'replaced':
    case 'offer':
    case 'rival':
      return found ? bulkBytes(bytes) : nil;
    case 'presence':
      if (space === 'command') return integerReply;
      return found ? bulkBytes(bytes) : nil;
    case 'values':
      return arrayHeader(keyCount) + keyCount * (found ? bulkBytes(bytes) : nil);
    case 'entry':
      return found
        ? arrayHeader(protocol === 'resp3' ? 1 : 2) + bulkBytes('field'.length) + bulkBytes(bytes)
        : arrayHeader(0);
    case 'ok':
      return '+OK\r\n'.length;
    case 'count':
    case 'done':
    case 'created':
    case 'swapped':
    case 'any':
      return integerReply;
    default:
      return reply satisfies never;
  }
}

/** Sources: "Retrieval commands", "Storage commands" and "Meta Commands" in memcached's doc/protocol.txt. */
function memcachedReply(
  request: OperationPlan,
  protocol: 'meta' | 'text' | 'binary',
  bytes: number,
  values: number,
): number {
  const size = String(bytes).length;
  if (protocol !== 'meta') {
    const block = 'VALUE '.length + keyBytesOf(request) + ' 0 '.length + size + 2 + bytes + 2;
    const isRead = valuesInReply(request) > 0;
    return (
      values * block + (isRead ? 'END\r\n'.length : request.reply === 'ok' ? 'STORED\r\n'.length : integerReply + 5)
    );
  }
  const token = ' O'.length + tokenCharacters;
  const block = 'VA '.length + size + token + 2 + bytes + 2;
  const isMany = request.reply === 'values';
  if (values === 0) return isMany ? 'MN\r\n'.length : 'HD\r\n'.length + token;
  return values * block + (isMany ? 'MN\r\n'.length : 0);
}

/** The sizes of a workload's values and the share of each; a wide range is represented by sizes at even distances. */
export function sizeShares(sizes: ValueSizes): readonly { readonly bytes: number; readonly share: number }[] {
  const stored = (bytes: number) => Math.max(stampBytes, bytes);
  switch (sizes.kind) {
    case 'fixed':
      return [{ bytes: stored(sizes.bytes), share: 1 }];
    case 'weighted': {
      const total = sum(sizes.choices.map(({ weight }) => weight));
      return sizes.choices.map(({ bytes, weight }) => ({ bytes: stored(bytes), share: weight / total }));
    }
    case 'range': {
      const width = sizes.mostBytes - sizes.leastBytes + 1;
      const count = Math.min(width, mostSizes);
      const at = (index: number) => Math.floor(sizes.leastBytes + ((index + 0.5) * width) / count);
      return Array.from({ length: count }, (_, index) => ({ bytes: stored(at(index)), share: 1 / count }));
    }
    default:
      return sizes satisfies never;
  }
}

const mostSizes = 2_000;

function keyBytesOf({ space }: OperationPlan): number {
  const { before, after } = keyNameAround(space, '0'.repeat(runTagCharacters));
  return before.length + keyDigits + after.length;
}

function filledBytes(text: string, keyBytes: number, valueBytes: number): number {
  const parts = text.split(/(__key__|__data__|__rand__|__token__|__size__|__ttl__|__cas__)/);
  return sum(
    parts.map((part) => {
      if (part === keyPlaceholder) return keyBytes;
      if (part === dataPlaceholder) return valueBytes;
      if (part === randomPlaceholder) return randomDigits;
      if (part === '__token__') return tokenCharacters;
      if (part === '__ttl__') return usualDigits.ttl;
      if (part === '__cas__') return usualDigits.cas;
      return part === '__size__' ? String(valueBytes).length : Buffer.byteLength(part);
    }),
  );
}

function bulkBytes(bytes: number): number {
  return 1 + String(bytes).length + 2 + bytes + 2;
}

function arrayHeader(items: number): number {
  return 1 + String(items).length + 2;
}

function occurrences(text: string, word: string): number {
  return text.split(word).length - 1;
}
