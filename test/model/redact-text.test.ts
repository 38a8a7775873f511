import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText } from '../../src/model/redact-text.js';
import { targetUrlSyntax } from '../../src/model/target-url.js';

describe('a text with a URL', () => {
  it.each([
    ['found "redis://user:secret@host:1"', 'found "redis://***@host:1"'],
    ['No scenario redis://:se cr@t@host', 'No scenario redis://***@host'],
    ['rediss://host/0?sentinel-password=secret&db=1', 'rediss://host/0?sentinel-password=***&db=1'],
    ['one redis://:a@b\ntwo me@example.org', 'one redis://***@b\ntwo me@example.org'],
  ])('%s is shown without its secrets', (text, shown) => {
    expect(redactText(text)).toBe(shown);
  });

  it.each([
    'nobody listens at host:1, says me@example.org',
    'at file:///home/me/node_modules/@oclif/core/lib/command.js:12:3',
    `expected ${targetUrlSyntax}, found something else`,
  ])('%s is unchanged', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('never shows the password, for any password', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), (secret) => {
        fc.pre(!/[\n\r\u2028\u2029]/.test(secret) && !'redis://***@host said no: '.includes(secret));
        expect(redactText(`said no: redis://user:${secret}@host`)).not.toContain(secret);
      }),
    );
  });
});
