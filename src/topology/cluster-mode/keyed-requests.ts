import type { Redis } from 'ioredis';
import { pause } from '../../clock/wait.js';
import { parseRedirection } from '../../model/member-address.js';
import type { Endpoint } from '../../model/node.js';

/** A request for keys of one hash slot. */
export type KeyedRequest = readonly [command: string, ...words: string[]];

/** The outcome of one request. */
export type KeyedOutcome =
  | { readonly answer: unknown; readonly error?: never }
  | { readonly error: Error; readonly answer?: never };

/** A connection to a member, and its address. */
export interface MemberLine {
  readonly address: Endpoint;
  readonly connection: Redis;
}

/** Finds the connection to a member named by another; undefined: the cluster itself lists no member there. */
export type LineTo = (address: Endpoint) => Promise<MemberLine | undefined>;

const mostRounds = 16;
const retryDelayMs = 50;

/**
 * Sends requests to a member as one batch. A request refused because its slot is elsewhere or migrating is redirected
 * individually (MOVED, ASK, TRYAGAIN) and never holds up the others. Outcomes are in request order.
 */
export async function askByKey(
  line: MemberLine,
  requests: readonly KeyedRequest[],
  lineTo: LineTo,
): Promise<readonly KeyedOutcome[]> {
  const outcomes: KeyedOutcome[] = [];
  let open: readonly Sent[] = requests.map((request, index) => ({ index, request, line, isAsk: false }));
  for (let round = 1; open.length > 0; round += 1) {
    const answers = await Promise.all([...byLine(open)].map(([connection, group]) => send(connection, group)));
    const refused: { readonly sent: Sent; readonly error: Error }[] = [];
    for (const { sent, outcome } of answers.flat()) {
      outcomes[sent.index] = outcome;
      if (outcome.error !== undefined && round < mostRounds) refused.push({ sent, error: outcome.error });
    }
    const next = await Promise.all(refused.map(({ sent, error }) => redirected(sent, error, lineTo)));
    const followed = next.filter((step) => step !== undefined);
    for (const step of followed) if ('error' in step) outcomes[step.index] = { error: step.error };
    open = followed.filter((step): step is Sent => 'request' in step);
    // The first redirection is followed immediately; members that point at each other agree within moments.
    if (round > 1 && open.length > 0) await pause(retryDelayMs);
  }
  return outcomes;
}

interface Sent {
  readonly index: number;
  readonly request: KeyedRequest;
  readonly line: MemberLine;
  readonly isAsk: boolean;
}

function byLine(open: readonly Sent[]): ReadonlyMap<Redis, readonly Sent[]> {
  const groups = new Map<Redis, Sent[]>();
  for (const sent of open) {
    const group = groups.get(sent.line.connection);
    if (group === undefined) groups.set(sent.line.connection, [sent]);
    else group.push(sent);
  }
  return groups;
}

async function send(
  connection: Redis,
  group: readonly Sent[],
): Promise<readonly { readonly sent: Sent; readonly outcome: KeyedOutcome }[]> {
  const batch = connection.pipeline();
  for (const { request, isAsk } of group) {
    if (isAsk) batch.call('ASKING');
    batch.call(...request);
  }
  const replies = (await batch.exec()) ?? [];
  let at = 0;
  return group.map((sent) => {
    const asking = sent.isAsk ? replies[at++] : undefined;
    const [error, answer] = replies[at++] ?? [new Error('no reply')];
    // A user without permission for ASKING can't follow.
    const failed = asking?.[0] ?? error;
    return { sent, outcome: failed ? { error: failed } : { answer } };
  });
}

/** Where a refused request goes next; an error: why it can't be redirected; undefined: its outcome is final. */
async function redirected(
  sent: Sent,
  { message }: Error,
  lineTo: LineTo,
): Promise<Sent | { readonly index: number; readonly error: Error } | undefined> {
  if (message.startsWith('TRYAGAIN')) return sent;
  const redirection = parseRedirection(message, sent.line.address);
  if (redirection === undefined) return undefined;
  const line = redirection.endpoint && (await lineTo(redirection.endpoint));
  if (line !== undefined) return { ...sent, line, isAsk: redirection.isAsk };
  return {
    index: sent.index,
    error: new Error(`${message.trim()}: the cluster lists no member ${redirection.place}`),
  };
}
