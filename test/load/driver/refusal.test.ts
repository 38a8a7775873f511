import { describe, expect, it } from 'vitest';
import { replyRefusal, socketRefusal } from '../../../src/load/driver/refusal.js';

describe('a refusal', () => {
  it.each([
    ['WRONGPASS invalid username-password pair or user is disabled.', true],
    ['NOAUTH Authentication required.', true],
    ['NOPERM this user has no permissions to run the select command', true],
    ['NOPROTO unsupported protocol version', true],
    ['ERR DB index is out of range', true],
    ["ERR unknown command 'HELLO'", true],
    ['LOADING Redis is loading the dataset in memory', false],
    ['MASTERDOWN Link with MASTER is down', false],
    ['ERR max number of clients reached', false],
  ])('with the text %j is final: %s', (reason, isFinal) => {
    expect(replyRefusal(reason)).toEqual({ reason, isFinal });
  });

  it.each([
    ['CERT_HAS_EXPIRED', 'certificate has expired', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', true],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate', true],
    ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', false],
    ['ECONNRESET', 'read ECONNRESET', false],
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND cache.example', false],
  ])('with the code %s is final: %3$s', (code, message, isFinal) => {
    const refusal = socketRefusal(Object.assign(new Error(message), { code }));
    expect(refusal).toEqual({ reason: expect.stringContaining(message), isFinal });
    expect(refusal.reason).toContain(code);
  });

  it("quotes the error of a name's first address", () => {
    const first = Object.assign(new Error('connect ECONNREFUSED ::1:1'), { code: 'ECONNREFUSED' });
    expect(socketRefusal(new AggregateError([first], ''))).toEqual({ reason: first.message, isFinal: false });
  });
});
