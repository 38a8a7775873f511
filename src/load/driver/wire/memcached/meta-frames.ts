import { appended, increment, type MemcachedFrameOptions, templateValue } from './frame-options.js';
import { KeyedTemplate } from './keyed-template.js';

/**
 * Requests of memcached's meta protocol (1.6 and later), as templates. Each carries an opaque token of 32 bits, which its
 * reply gives back, a miss too, so that a reply is never taken for that of another request.
 * Source: "Meta Commands" in memcached's doc/protocol.txt.
 */
export class MetaFrames {
  /** The longest single request, in bytes. */
  readonly mostBytes: number;
  #get: KeyedTemplate;
  #set: KeyedTemplate;
  #delete: KeyedTemplate;
  #increment: KeyedTemplate;
  #append: KeyedTemplate;
  #touch: KeyedTemplate;
  #getAndTouch: KeyedTemplate;

  constructor(options: MemcachedFrameOptions) {
    const { runTag, ttlSeconds } = options;
    const value = templateValue(options);
    const keyed = (text: string, data?: string) => new KeyedTemplate(text, runTag, data);
    const expires = ttlSeconds > 0 ? ` T${ttlSeconds}` : '';
    this.#get = keyed('mg __key__ v O__token__\r\n');
    this.#set = keyed(`ms __key__ ${value.length}${expires} O__token__\r\n__data__\r\n`, value);
    this.#delete = keyed('md __key__ O__token__\r\n');
    // N: a counter that does not exist begins at J, which is what it is after its first increment.
    this.#increment = keyed(`ma __key__ N${ttlSeconds} J${increment} D${increment} v O__token__\r\n`);
    this.#append = keyed(`ms __key__ ${appended.length} MA O__token__\r\n__data__\r\n`, appended);
    // T0 would be for ever: a touch without a time to live has that meaning too.
    this.#touch = keyed(`mg __key__ T${ttlSeconds} O__token__\r\n`);
    this.#getAndTouch = keyed(`mg __key__ T${ttlSeconds} v O__token__\r\n`);
    const all = [this.#get, this.#set, this.#delete, this.#increment, this.#append, this.#touch, this.#getAndTouch];
    this.mostBytes = Math.max(...all.map(({ mostBytes }) => mostBytes));
  }

  /** Answered with the value, or `missing`. Each of these gives the place after the request. */
  encodeGet(target: Buffer, at: number, key: number, token: number): number {
    return this.#get.write(target, at, key, 0, token);
  }

  /** Answered with an empty text. */
  encodeSet(target: Buffer, at: number, key: number, sequence: number, token: number): number {
    return this.#set.write(target, at, key, sequence, token);
  }

  /** Answered with an empty text, or `missing`. */
  encodeDel(target: Buffer, at: number, key: number, token: number): number {
    return this.#delete.write(target, at, key, 0, token);
  }

  /** Answered with the digits of what the counter is now. */
  encodeIncr(target: Buffer, at: number, key: number, token: number): number {
    return this.#increment.write(target, at, key, 0, token);
  }

  /** Answered with an empty text; with the error `NS` where there is no value to append to. */
  encodeAppend(target: Buffer, at: number, key: number, token: number): number {
    return this.#append.write(target, at, key, 0, token);
  }

  /** Sets the time to live. Answered with an empty text, or `missing`. */
  encodeExpire(target: Buffer, at: number, key: number, token: number): number {
    return this.#touch.write(target, at, key, 0, token);
  }

  /** Sets the time to live. Answered with the value, or `missing`. */
  encodeGetEx(target: Buffer, at: number, key: number, token: number): number {
    return this.#getAndTouch.write(target, at, key, 0, token);
  }
}
