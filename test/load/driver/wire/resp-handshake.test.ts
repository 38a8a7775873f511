import { describe, expect, it } from 'vitest';
import { replyKind } from '../../../../src/load/driver/wire/protocol.js';
import { respHandshake, respRequest, respSession } from '../../../../src/load/driver/wire/resp-handshake.js';
import { type Access, openAccess } from '../../../../src/model/access.js';
import { readResp } from '../../../fakes/resp-text.js';

const named = { ...openAccess, username: 'few', password: 'pässword', database: 4 };

describe('the RESP handshake', () => {
  it.each<[string, Access, 2 | 3, string[]]>([
    ['nothing to show', openAccess, 2, ['INFO replication']],
    ['nothing to show', openAccess, 3, ['HELLO 3', 'INFO replication']],
    ['a password', { ...openAccess, password: 'p' }, 2, ['AUTH p', 'INFO replication']],
    ['a password', { ...openAccess, password: 'p' }, 3, ['HELLO 3 AUTH default p', 'INFO replication']],
    ['a user without password', { ...openAccess, username: 'u' }, 2, ['AUTH u ', 'INFO replication']],
    ['user and database', named, 2, ['AUTH few pässword', 'SELECT 4', 'INFO replication']],
    ['user and database', named, 3, ['HELLO 3 AUTH few pässword', 'SELECT 4', 'INFO replication']],
  ])('with %s, %o, in version %i', (_, access, version, expected) => {
    expect(respHandshake(access, version).map(({ request }) => words(request))).toEqual(expected);
  });

  it('does not ask a sentinel for its role', () => {
    expect(respSession(openAccess, 2)).toEqual([]);
  });

  it.each([
    [replyKind.text, 'role:master\r\nconnected_slaves:1', undefined],
    [replyKind.text, 'txt:# Replication\r\nrole:master', undefined],
    [replyKind.error, "NOPERM this user has no permissions to run the 'info' command", undefined],
    [replyKind.text, '# Replication\r\nrole:slave\r\n', 'the server is a replica'],
    [replyKind.error, 'LOADING Redis is loading', 'LOADING Redis is loading'],
    [replyKind.integer, '1', "the server's reply to INFO is not text"],
  ] as const)('treats the role reply %i %j as rejected: %s', (kind, text, refusal) => {
    expect(respHandshake(openAccess, 2).at(-1)?.refusal(kind, text)).toBe(refusal);
  });

  it('continues if the server requires no password', () => {
    const [auth] = respHandshake(named, 2);
    const needless = 'ERR AUTH <password> called without any password configured for the default user. Are you sure?';
    expect(auth?.refusal(replyKind.error, needless)).toBeUndefined();
    expect(auth?.refusal(replyKind.error, 'WRONGPASS no')).toBe('WRONGPASS no');
  });
});

function words(request: string): string {
  const parsed = readResp(Buffer.from(request).toString('latin1'), 0);
  return Buffer.from(((parsed?.value ?? []) as readonly string[]).join(' '), 'latin1').toString();
}

describe('respRequest', () => {
  it('counts bytes, not characters', () => {
    expect(respRequest(['é'])).toBe('*1\r\n$2\r\né\r\n');
  });
});
