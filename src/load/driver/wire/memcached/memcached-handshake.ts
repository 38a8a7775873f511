import type { Access } from '../../../../model/access.js';
import { memcachedLogin } from '../../../../model/protocol-family.js';
import { type HandshakeStep, replyKind } from '../protocol.js';

/** The login, if there is a password, then `question`, whose reply must begin with `answer`. */
export function memcachedHandshake(access: Access, question: string, answer: string): readonly HandshakeStep[] {
  const login = memcachedLogin(access);
  return [
    ...(login === null ? [] : [loginStep(login)]),
    {
      request: `${question}\r\n`,
      refusal: (kind, text) =>
        kind === replyKind.text && text.startsWith(answer)
          ? undefined
          : `it replied to "${question}" with "${text}" instead of ${answer}`,
    },
  ];
}

function loginStep(request: string): HandshakeStep {
  return {
    request,
    refusal: (kind, text) =>
      kind === replyKind.text ? undefined : `The server refused the user or the password (${text}).`,
  };
}
