import type { Endpoint } from '../../../../model/node.js';
import type { RespValue } from '../resp-values.js';

/** Who serves a run of hash slots, both ends included. */
export interface ServedSlots {
  readonly first: number;
  readonly last: number;
  readonly primary: Endpoint;
  readonly replicas: readonly Endpoint[];
}

/**
 * Reads the answer to CLUSTER SLOTS that `asked` gave. A member without a name of its own is at the host that was asked.
 * What is no such entry is left out. Source: https://redis.io/docs/latest/commands/cluster-slots/
 */
export function parseSlotMap(answer: readonly RespValue[], asked: Endpoint): readonly ServedSlots[] {
  return answer.flatMap((entry) => {
    if (!Array.isArray(entry)) return [];
    const [first, last, ...members] = entry as readonly RespValue[];
    const [primary, ...replicas] = members.flatMap((member) => memberAt(member, asked));
    if (typeof first !== 'number' || typeof last !== 'number' || primary === undefined) return [];
    return [{ first, last, primary, replicas }];
  });
}

/** Where MOVED and ASK point to: `MOVED 3999 127.0.0.1:6381`; undefined when the message is none of them. */
export function parseRedirection(
  message: string,
  asked: Endpoint,
): { readonly isAsk: boolean; readonly hashSlot: number; readonly endpoint: Endpoint } | undefined {
  const [, word, hashSlot, host = '', port] = /^(MOVED|ASK) (\d+) (.*):(\d+)$/.exec(message.trim()) ?? [];
  if (word === undefined) return undefined;
  const endpoint = { host: host === '' || host === '?' ? asked.host : host, port: Number(port) };
  return { isAsk: word === 'ASK', hashSlot: Number(hashSlot), endpoint };
}

function memberAt(member: RespValue, asked: Endpoint): Endpoint[] {
  if (!Array.isArray(member)) return [];
  const [host, port] = member as readonly RespValue[];
  if (typeof port !== 'number') return [];
  const isNamed = typeof host === 'string' && host !== '' && host !== '?';
  return [{ host: isNamed ? host : asked.host, port }];
}
