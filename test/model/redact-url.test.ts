import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactArguments, redactUrl } from '../../src/model/redact-url.js';

describe('redactUrl', () => {
  it.each([
    ['redis://h:1/2', 'redis://h:1/2'],
    ['redis://user:secret@h', 'redis://user:***@h'],
    ['redis://:secret@h/1?protocol=3', 'redis://:***@h/1?protocol=3'],
    ['redis://secret@h', 'redis://***@h'],
    [
      'rediss+sentinel://u:secret@h,i/main?sentinel-user=s&sentinel-password=secret&verify=false',
      'rediss+sentinel://u:***@h,i/main?sentinel-user=s&sentinel-password=***&verify=false',
    ],
    ['unix:///run/r.sock?db=1', 'unix:///run/r.sock?db=1'],
    ['redis://u:sec/ret@h', 'redis://***'],
    ['redis://user:secret', 'redis://***'],
    ['redis://h?password=secret', 'redis://***'],
    ['user:secret@h', '***'],
    ['redis:/user:secret@h', '***'],
  ])('shows %s as %s', (text, shown) => {
    expect(redactUrl(text)).toBe(shown);
  });

  it('shows no password of three characters or more, wherever it is in a URL and however malformed the URL is', () => {
    // Literal, encoded, or with the characters that end a part of a URL. The forms contain no capitals.
    const secret = fc.stringMatching(/^[A-Z@:/?#%&=,]{3,12}$/).filter((text) => /[A-Z]/.test(text));
    const forms: readonly ((password: string) => string)[] = [
      (password) => `redis://user:${password}@h:1/2`,
      (password) => `redis://:${password}@h`,
      (password) => `redis://${password}@h`,
      (password) => `redis://user:${password}`,
      (password) => `redis://user:${password}@`,
      (password) => `redis:/user:${password}@h`,
      (password) => `redis:user:${password}@h`,
      (password) => `user:${password}@h`,
      (password) => `nosuch://user:${password}@h`,
      (password) => `redis://h?password=${password}`,
      (password) => `redis+sentinel://h/main?sentinel-password=${password}`,
      (password) => `redis+sentinel://u:${password}@h,i:2/main`,
      (password) => `unix://u:${password}@/run/r.sock`,
      (password) => `memcached://u:${password}@h`,
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...forms), fc.boolean(), (password, form, isEncoded) => {
        const written = isEncoded ? encodeURIComponent(password) : password;
        const shown = redactUrl(form(written));
        expect(shown).not.toContain(written);
        expect(shown).not.toContain(password);
      }),
    );
  });
});

describe('redactArguments', () => {
  it('hides only the secrets of every URL in a command line', () => {
    const given = [
      'run',
      '--target',
      'u:secret@h',
      '--target=redis://u:secret@h',
      '--rate=10',
      '--set',
      'a=redis://:secret@h',
    ];
    expect(redactArguments([...given, 'a@b.yaml'])).toEqual([
      'run',
      '--target',
      '***',
      '--target=redis://u:***@h',
      '--rate=10',
      '--set',
      'a=redis://:***@h',
      'a@b.yaml',
    ]);
  });
});
