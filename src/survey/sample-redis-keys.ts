import type { Redis } from 'ioredis';
import { pause } from '../clock/wait.js';
import { type KeySample, refusalIn, type SampledKey } from './key-sample.js';
import { askAll, type PermittedCommand, type Question } from './permitted-commands.js';

/** At most `batchKeys` keys every `batchMs`: 500 keys, or some 3,000 short commands, a second and server. */
const batchKeys = 25;
const batchMs = 50;

/** The command that shows how large a key is, by its type. */
const sizeCommands: Readonly<Record<string, PermittedCommand>> = {
  string: 'STRLEN',
  hash: 'HLEN',
  list: 'LLEN',
  set: 'SCARD',
  zset: 'ZCARD',
  stream: 'XLEN',
};

/** Reads about `wanted` keys of one server, drawn at random, some twice. `isLfu`: its policy counts accesses. */
export async function sampleRedisKeys(
  connection: Redis,
  wanted: number,
  { isLfu, signal }: { readonly isLfu: boolean; readonly signal: AbortSignal },
): Promise<KeySample> {
  const refusals = new Set<string>();
  const ask = async (questions: readonly Question[]) => {
    const answers = await askAll(connection, questions);
    for (const answer of answers) if (answer instanceof Error) refusals.add(refusalIn(answer));
    return answers;
  };
  const keys: SampledKey[] = [];
  // Refused by servers before 7.2, which is no loss worth reporting.
  await askAll(connection, [['CLIENT NO-TOUCH', 'ON']]);
  for (let open = wanted; open > 0 && !signal.aborted; open -= batchKeys) {
    const drawn = await ask(Array.from({ length: Math.min(open, batchKeys) }, () => ['RANDOMKEY'] as const));
    const names = drawn.filter((name) => Buffer.isBuffer(name));
    if (names.length === 0) break;
    keys.push(...(await lookAt(names, isLfu, ask)));
    await pause(batchMs, signal);
  }
  return { keys, refusals: [...refusals] };
}

type Ask = (questions: readonly Question[]) => Promise<readonly unknown[]>;

/** Skips keys that have gone in the meantime, or that our user may not read. */
async function lookAt(names: readonly Buffer[], isLfu: boolean, ask: Ask): Promise<readonly SampledKey[]> {
  const access = isLfu ? 'OBJECT FREQ' : 'OBJECT IDLETIME';
  const about = await ask(
    names.flatMap((name): Question[] => [
      ['TYPE', name],
      ['PTTL', name],
      [access, name],
    ]),
  );
  const found = names.flatMap((name, index) => {
    const [type, ttl, accessed] = about.slice(3 * index, 3 * index + 3);
    return type instanceof Error || textOf(type) === 'none' ? [] : [{ name, type: textOf(type), ttl, accessed }];
  });
  const sizes = await ask(found.flatMap(({ name, type }) => sizeQuestions(name, type)));
  const hashes = found.flatMap(({ name, type }, index) => {
    const field = sizes[2 * index + 1];
    return type === 'hash' && Buffer.isBuffer(field) ? [{ index, question: ['HSTRLEN', name, field] as const }] : [];
  });
  const fieldBytes = await ask(hashes.map(({ question }) => question));
  const bytesOfField = new Map(hashes.map(({ index }, at) => [index, numberOf(fieldBytes[at])]));
  return found.map(({ type, ttl, accessed }, index) => {
    const size = numberOf(sizes[2 * index]);
    const idleSeconds = isLfu ? null : numberOf(accessed);
    return {
      type,
      valueBytes: type === 'string' ? size : (bytesOfField.get(index) ?? null),
      elements: type === 'string' ? null : size,
      ttlMs: numberOf(ttl),
      idleMs: idleSeconds === null ? null : 1000 * idleSeconds,
      frequency: isLfu ? numberOf(accessed) : null,
    };
  });
}

/** Two for each key, so that answers are found by position. */
function sizeQuestions(name: Buffer, type: string): readonly Question[] {
  return [[sizeCommands[type] ?? 'TYPE', name], type === 'hash' ? ['HRANDFIELD', name] : ['TYPE', name]];
}

/** Null for anything but a count: an error, or -1 for a key without a time to live. */
function numberOf(answer: unknown): number | null {
  return typeof answer === 'number' && answer >= 0 ? answer : null;
}

function textOf(answer: unknown): string {
  return Buffer.isBuffer(answer) ? answer.toString('latin1') : String(answer);
}
