import { appended, increment, type MemcachedFrameOptions, templateValue } from './frame-options.js';
import { KeyedTemplate } from './keyed-template.js';

/** Requests of memcached's classic text protocol, as templates. Source: memcached's doc/protocol.txt. */
export class TextFrames {
  /** The longest single request with one key, in bytes. */
  readonly mostBytes: number;
  #get: KeyedTemplate;
  #set: KeyedTemplate;
  #delete: KeyedTemplate;
  #increment: KeyedTemplate;
  #append: KeyedTemplate;
  #touch: KeyedTemplate;
  #getAndTouch: KeyedTemplate;
  #anotherKey: KeyedTemplate;

  constructor(options: MemcachedFrameOptions) {
    const { runTag, ttlSeconds } = options;
    const value = templateValue(options);
    const keyed = (text: string, data?: string) => new KeyedTemplate(text, runTag, data);
    this.#get = keyed('get __key__\r\n');
    this.#set = keyed(`set __key__ 0 ${ttlSeconds} ${value.length}\r\n__data__\r\n`, value);
    this.#delete = keyed('delete __key__\r\n');
    this.#increment = keyed(`incr __key__ ${increment}\r\n`);
    this.#append = keyed(`append __key__ 0 0 ${appended.length}\r\n__data__\r\n`, appended);
    this.#touch = keyed(`touch __key__ ${ttlSeconds}\r\n`);
    this.#getAndTouch = keyed(`gat ${ttlSeconds} __key__\r\n`);
    this.#anotherKey = keyed(' __key__');
    const all = [this.#get, this.#set, this.#delete, this.#increment, this.#append, this.#touch, this.#getAndTouch];
    this.mostBytes = Math.max(...all.map(({ mostBytes }) => mostBytes));
  }

  /** Answered with the value, or `missing`. Each of these gives the place after the request. */
  encodeGet(target: Buffer, at: number, key: number): number {
    return this.#get.write(target, at, key, 0, 0);
  }

  /** Answered with one reply for all keys: a list, or as if there had been only one when at most one is found. */
  encodeMultiGet(target: Buffer, at: number, keys: ArrayLike<number>): number {
    let end = at + target.write('get', at, 'latin1');
    for (let index = 0; index < keys.length; index += 1) end = this.#anotherKey.write(target, end, keys[index]!, 0, 0);
    return end + target.write('\r\n', end, 'latin1');
  }

  /** Answered with `STORED`. */
  encodeSet(target: Buffer, at: number, key: number, sequence: number): number {
    return this.#set.write(target, at, key, sequence, 0);
  }

  /** Answered with `DELETED`, or `missing`. */
  encodeDel(target: Buffer, at: number, key: number): number {
    return this.#delete.write(target, at, key, 0, 0);
  }

  /** Answered with an integer, what the counter is now; `missing` where there is none, which the text protocol can't make. */
  encodeIncr(target: Buffer, at: number, key: number): number {
    return this.#increment.write(target, at, key, 0, 0);
  }

  /** Answered with `STORED`; with the error `NOT_STORED` where there is no value to append to. */
  encodeAppend(target: Buffer, at: number, key: number): number {
    return this.#append.write(target, at, key, 0, 0);
  }

  /** Sets the time to live. Answered with `TOUCHED`, or `missing`. */
  encodeExpire(target: Buffer, at: number, key: number): number {
    return this.#touch.write(target, at, key, 0, 0);
  }

  /** Sets the time to live. Answered with the value, or `missing`. */
  encodeGetEx(target: Buffer, at: number, key: number): number {
    return this.#getAndTouch.write(target, at, key, 0, 0);
  }
}
