import { splitScheme } from './target-scheme.js';
import { parseTargetUrl } from './target-url.js';

const hidden = '***';

/**
 * The URL of a cache without its secrets, for records and messages. Of a text that can't be parsed as such a URL, where the
 * password could be anywhere, only the scheme is kept.
 */
export function redactUrl(text: string): string {
  const split = splitScheme(text);
  if (split === undefined) return hidden;
  if (parseTargetUrl(text).expected !== undefined) return `${split.name}://${hidden}`;
  const [, userInfo, rest = ''] = /^(?:([^@/?]*)@)?(.*)$/s.exec(split.rest) ?? [];
  // A user without a password may well be a password, as redis-cli and others interpret it.
  const user = /^[^:]*:(?=.)/.exec(userInfo ?? '')?.[0] ?? '';
  const shown = rest.replaceAll(/(?<=[?&]sentinel-password=)[^&]*/g, hidden);
  return `${split.name}://${userInfo === undefined ? '' : `${user}${hidden}@`}${shown}`;
}

/** Command line arguments with the secrets of every URL hidden. The argument after `--target` counts as one. */
export function redactArguments(given: readonly string[]): readonly string[] {
  return given.map((argument, index) => {
    if (given[index - 1] === '--target') return redactUrl(argument);
    const [, before = '', url] = /^(--target=|.*?(?=\b[a-z][a-z+]*:\/\/))(.*)$/is.exec(argument) ?? [];
    return url === undefined ? argument : `${before}${redactUrl(url)}`;
  });
}
