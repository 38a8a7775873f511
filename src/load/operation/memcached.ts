import type { MemcachedRequest } from '../../model/operation-plan.js';

/**
 * Requests in memcached's protocols; placeholders as in ByteTemplate. A TTL of 0 means none, and more than 30 days would be
 * read as a date. Sources: memcached's doc/protocol.txt, including "Meta Commands".
 */
type Requests = Readonly<Record<'text' | 'meta', MemcachedRequest>>;

/** Requests that both protocols count under the same name in `stats`. */
export function countedAs(counter: string, requests: { readonly text: string; readonly meta: string }): Requests {
  return { text: { request: requests.text, counter }, meta: { request: requests.meta, counter } };
}

export const memcachedGet = countedAs('get', { text: 'get __key__\r\n', meta: 'mg __key__ v O__token__\r\n' });

/** A write after a read of the value it replaces, in one request; the servers' count of reads then shows both. */
export function afterRead({ text, meta }: Requests): Requests {
  return countedAs('get', {
    text: memcachedGet.text.request + text.request,
    meta: memcachedGet.meta.request + meta.request,
  });
}
