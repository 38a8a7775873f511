import type { Access } from '../../../model/access.js';
import { type HandshakeStep, replyKind } from './protocol.js';

/** What a RESP connection to a data node must pass: it shows who it is, chooses its database, and asks for a primary. */
export function respHandshake(access: Access, version: 2 | 3): readonly HandshakeStep[] {
  return [...respSession(access, version), roleStep];
}

/** To a member of a cluster, whatever its role: the slots decide where an operation goes. `readsReplicas`: replicas are to answer reads. */
export function clusterHandshake(access: Access, version: 2 | 3, readsReplicas: boolean): readonly HandshakeStep[] {
  // A host that died without a word may still be connected to: only an answer shows that it lives.
  const steps = readsReplicas ? [settingStep(['READONLY'])] : [settingStep(['PING'])];
  return [...respSession(access, version), ...steps];
}

/** The same for a connection to a server of any role, such as a sentinel. */
export function respSession(access: Access, version: 2 | 3): readonly HandshakeStep[] {
  const { username, password, database } = access;
  const isNamed = username !== null || password !== null;
  const steps: HandshakeStep[] = [];
  // HELLO takes no password without a user; before Redis 6 there was AUTH with a password alone, and no user.
  if (version === 3)
    steps.push(settingStep(['HELLO', '3', ...(isNamed ? ['AUTH', username ?? 'default', password ?? ''] : [])]));
  else if (isNamed) steps.push(settingStep(['AUTH', ...(username === null ? [] : [username]), password ?? '']));
  if (database !== 0) steps.push(settingStep(['SELECT', String(database)]));
  return steps;
}

/** A request in RESP, which is the same in both versions. */
export function respRequest(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/** Refusals that hold for every command. */
const notReady = /^(NOAUTH|WRONGPASS|LOADING|MASTERDOWN|BUSY|ERR max number of clients)/;

const roleStep: HandshakeStep = {
  request: respRequest(['INFO', 'replication']),
  refusal(kind, text) {
    // Some users may not ask, and some proxies don't know INFO: the address is then taken for that of a primary.
    if (kind === replyKind.error) return notReady.test(text) ? text : undefined;
    if (kind !== replyKind.text) return 'the server answered INFO with something else than text';
    // The sentinels may still name one that was demoted.
    return /^role:slave/m.test(text) ? 'the server is a replica' : undefined;
  },
};

function settingStep(words: readonly string[]): HandshakeStep {
  return {
    request: respRequest(words),
    refusal(kind, text) {
      if (kind !== replyKind.error) return undefined;
      // Only this reply means that there is nothing to be authenticated for: the default user needs no password.
      return /without any password configured for the default user|no password is set/.test(text) ? undefined : text;
    },
  };
}
