import type { Access } from '../../../../model/access.js';
import { type HandshakeStep, replyKind } from '../protocol.js';

/** The login, when there is a password, and then `question`, which must be answered with a text that begins with `answer`. */
export function memcachedHandshake(access: Access, question: string, answer: string): readonly HandshakeStep[] {
  const first = access.password === null ? [] : [login(access.username ?? '', access.password)];
  return [
    ...first,
    {
      request: `${question}\r\n`,
      refusal: (kind, text) =>
        kind === replyKind.text && text.startsWith(answer)
          ? undefined
          : `The server answered "${question}" with "${text}", and not with ${answer}: it is no memcached that speaks this protocol.`,
    },
  ];
}

/** A `set` of any key whose value is user and password. Source: "Authentication" in memcached's doc/protocol.txt. */
function login(username: string, password: string): HandshakeStep {
  const words = `${username} ${password}`;
  return {
    request: `set login 0 0 ${Buffer.byteLength(words)}\r\n${words}\r\n`,
    refusal: (kind, text) =>
      kind === replyKind.text ? undefined : `The server refused the user or the password (${text}).`,
  };
}
