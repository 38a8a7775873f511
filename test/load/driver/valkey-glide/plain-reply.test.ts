import { expect, it } from 'vitest';
import { plainReply } from '../../../../src/load/driver/valkey-glide/plain-reply.js';

it.each([
  ['a boolean is the number that the server sent', true, 1],
  ['a large number is a number', 12n, 12],
  ['a map is a list of names and values', [{ key: 'field', value: 'text' }], ['field', 'text']],
  ['a list stays a list', ['a', null], ['a', null]],
  ['nil stays nil', null, null],
  ['bytes are text, a character each', Buffer.from([0x61, 0xff]), 'a\u00ff'],
])('%s', (_, reply, plain) => {
  expect(plainReply(reply)).toEqual(plain);
});
