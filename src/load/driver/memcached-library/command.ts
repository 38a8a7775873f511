import type { OperationPlan } from '../../../model/operation-plan.js';

/** One command of memcached, as client libraries offer it. */
export interface Command {
  readonly verb: string;
  readonly keys: readonly [string, ...string[]];
  /** Of `set`; otherwise empty. */
  readonly value: string;
  /** 0: it does not expire. */
  readonly ttlSeconds: number;
}

/** What libraries offer; the text protocol has more. */
export const verbs = ['get', 'set', 'delete', 'incr', 'touch'] as const;

/** An operation's commands in the text protocol, each as words. */
export function wordsOf({ memcached }: OperationPlan): readonly (readonly string[])[] {
  const lines = (memcached?.text?.request ?? '').split('\r\n').filter((line) => line !== '');
  return lines.flatMap((line, index) => {
    // The value has a line of its own.
    if (index > 0 && lines[index - 1]?.startsWith('set ')) return [];
    const words = line.split(' ');
    return [words[0] === 'set' ? [...words, lines[index + 1] ?? ''] : words];
  });
}

/** The command in words. `lifetimeMs`: what `__ttl__` stands for. */
export function commandOf([verb = '', ...rest]: readonly string[], lifetimeMs: number): Command {
  const ttlSeconds = (text = '0') => (text === '__ttl__' ? Math.max(1, Math.round(lifetimeMs / 1000)) : Number(text));
  const [key = '', second, third, , value = ''] = rest;
  switch (verb) {
    case 'set':
      return { verb, keys: [key], value, ttlSeconds: ttlSeconds(third) };
    case 'touch':
      return { verb, keys: [key], value: '', ttlSeconds: ttlSeconds(second) };
    case 'get':
      return { verb, keys: [key, ...rest.slice(1)], value: '', ttlSeconds: 0 };
    default:
      return { verb, keys: [key], value: '', ttlSeconds: 0 };
  }
}
