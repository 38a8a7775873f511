import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hideSecret } from '../../src/model/hide-secret.js';

const long = 'correct horse/battery"staple-'.repeat(10);

it.each([
  ['whole', long],
  ['cut after 128 characters, as Redis does', long.slice(0, 128)],
  ['as in a URL', encodeURIComponent(long)],
  ['as in JSON', JSON.stringify(long).slice(1, -1)],
])('a secret is hidden: %s', (_, shown) => {
  expect(hideSecret(`ERR unknown command, with args beginning with: '${shown}' '`, long)).toBe(
    "ERR unknown command, with args beginning with: '***' '",
  );
});

it('a text without the secret is unchanged', () => {
  expect(hideSecret('correct answer', long)).toBe('correct answer');
});

it('the secret is gone, for any secret', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 8 }), fc.string(), (before, secret, after) => {
      fc.pre(!'***'.includes(secret[0] ?? '') && !secret.includes('*'));
      expect(hideSecret(`${before}${secret}${after}`, secret)).not.toContain(secret);
    }),
  );
});
