import { redactUrl } from './redact-url.js';

const hidden = '***';
const secretName = /pass(word|phrase)|secret|token|credential|auth|^(key|cert|ca|pfx)$/i;
const urlWithUser = /^[a-z][a-z+.-]*:\/\/[^/]*@/i;

/** Options of a client library for a record: without secrets, and with `(function)` in place of each function. */
export function hideOptionSecrets<Options>(options: Options): Options {
  return hideIn('', options) as Options;
}

function hideIn(name: string, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (secretName.test(name)) return hidden;
  if (typeof value === 'function') return '(function)';
  if (typeof value === 'string') return hideInText(value);
  if (Array.isArray(value)) return value.map((element) => hideIn('', element));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideIn(key, inner)]));
}

function hideInText(text: string): string {
  if (text.includes('-----BEGIN ')) return hidden;
  return urlWithUser.test(text) ? redactUrl(text) : text;
}
