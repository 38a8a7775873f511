import type { Access } from '../../../model/access.js';
import { type HandshakeStep, replyKind } from './protocol.js';

/** The checks for a RESP connection to a data node: authenticate, select the database, require a primary. */
export function respHandshake(access: Access, version: 2 | 3): readonly HandshakeStep[] {
  return [...respSession(access, version), roleStep];
}

/** For a cluster member of any role: slots decide where operations go. `readsReplicas`: replicas serve reads. */
export function clusterHandshake(access: Access, version: 2 | 3, readsReplicas: boolean): readonly HandshakeStep[] {
  // A connection to a host that died silently may still succeed: only an answer proves that it is alive.
  const steps = readsReplicas ? [settingStep(['READONLY'])] : [settingStep(['PING'])];
  return [...respSession(access, version), ...steps];
}

/** The same for a connection to a server of any role, such as a sentinel. */
export function respSession(access: Access, version: 2 | 3): readonly HandshakeStep[] {
  const { username, password, database } = access;
  const isNamed = username !== null || password !== null;
  const steps: HandshakeStep[] = [];
  // HELLO takes no password without a user; before Redis 6, AUTH took only a password.
  if (version === 3)
    steps.push(settingStep(['HELLO', '3', ...(isNamed ? ['AUTH', username ?? 'default', password ?? ''] : [])]));
  else if (isNamed) steps.push(settingStep(['AUTH', ...(username === null ? [] : [username]), password ?? '']));
  if (database !== 0) steps.push(settingStep(['SELECT', String(database)]));
  return steps;
}

/** A RESP request, identical in both versions. */
export function respRequest(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/** Errors that apply to every command. */
const notReady = /^(NOAUTH|WRONGPASS|LOADING|MASTERDOWN|BUSY|ERR max number of clients)/;

const roleStep: HandshakeStep = {
  request: respRequest(['INFO', 'replication']),
  refusal(kind, text) {
    // Some users may not run INFO, and some proxies don't know it: the address is then assumed to be a primary.
    if (kind === replyKind.error) return notReady.test(text) ? text : undefined;
    if (kind !== replyKind.text) return "the server's reply to INFO is not text";
    // Sentinels may still name a demoted primary.
    return /^role:slave/m.test(text) ? 'the server is a replica' : undefined;
  },
};

function settingStep(words: readonly string[]): HandshakeStep {
  return {
    request: respRequest(words),
    refusal(kind, text) {
      if (kind !== replyKind.error) return undefined;
      // Only this reply means that no authentication is needed: the default user has no password.
      return /without any password configured for the default user|no password is set/.test(text) ? undefined : text;
    },
  };
}
