import { countedAs, missing, mustWait, notObserved, refreshDue, unchanged } from '../../../audit/observation.js';
import type { OperationPlan } from '../../../model/operation-plan.js';
import { lifetimeDrawer } from '../../workload/lifetime.js';
import type { DriverOptions } from '../driver.js';
import { mostReplyBytes } from '../reply-bound.js';
import { type WaitRequest, waitRequest } from '../wait-request.js';
import type { ByteTemplate } from './byte-template.js';
import { LifetimeTemplate } from './lifetime-template.js';
import { observeBytes } from './observe-bytes.js';
import {
  type HandshakeStep,
  type ProtocolReader,
  type ReplyKind,
  type ReplyListener,
  replyKind,
  unexpectedReply,
  type WireProtocol,
} from './protocol.js';
import { firstBulkStart, holdsAtLeast, listLength, ReplyReader, secondBulkStart } from './reply-reader.js';
import { respTemplate } from './resp-template.js';
import { templateContext } from './template-context.js';

/** RESP, as Redis and Valkey speak it, for one worker. */
export class RespProtocol implements WireProtocol {
  readonly mostRequestBytes: number;
  readonly firstReplyCounts = true;
  readonly handshake: readonly HandshakeStep[];
  #options: DriverOptions;
  #operations: readonly OperationPlan[];
  #templates: readonly Pick<ByteTemplate, 'mostBytes' | 'write'>[];
  #runTag: Buffer;
  /** Sent with each write when durability requires more than the primary's memory. */
  #wait: WaitRequest | null;
  #waitBytes: Buffer;
  #mostReplyBytes: number;
  /** By slot; null: requests follow from templates. */
  #requests: readonly Uint8Array[] | null;

  constructor(options: DriverOptions, handshake: readonly HandshakeStep[]) {
    const { operations, runTag, durability, deadlineMs } = options;
    const context = templateContext(options);
    this.handshake = handshake;
    this.#mostReplyBytes = mostReplyBytes(options);
    this.#options = options;
    this.#operations = operations;
    this.#templates = operations.map((operation) => {
      const request = respTemplate(operation, context);
      if (operation.lifetime === undefined) return request;
      return new LifetimeTemplate(request, lifetimeDrawer(operation.lifetime, options.seed));
    });
    this.#runTag = Buffer.from(runTag);
    this.#wait = waitRequest(durability, deadlineMs);
    this.#waitBytes = encodeWords(this.#wait?.words ?? []);
    this.#requests = options.replay ? options.slots.requests : null;
    const mostBytes = Math.max(options.replay?.mostRequestBytes ?? 0, ...this.#templates.map((one) => one.mostBytes));
    this.mostRequestBytes = mostBytes + this.#waitBytes.length;
  }

  createReader(listener: ReplyListener): ProtocolReader {
    return new ReplyReader(listener, this.#mostReplyBytes);
  }

  encode(slot: number, target: Buffer, at: number): number {
    const { kind, key, sequence, argument } = this.#options.slots;
    const end =
      this.#requests === null
        ? this.#templates[kind[slot]!]!.write(target, at, key[slot]!, sequence[slot]!, argument[slot]!)
        : replayed(this.#requests[slot]!, target, at);
    return this.hasTwoReplies(slot) ? end + this.#waitBytes.copy(target, end) : end;
  }

  hasTwoReplies(slot: number): boolean {
    return this.#wait !== null && this.#operations[this.#options.slots.kind[slot]!]!.writes;
  }

  show(slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): number {
    const { slots } = this.#options;
    const { reply, keyBase, countUnit, keyCount } = this.#operations[slots.kind[slot]!]!;
    switch (reply) {
      case 'replaced':
      case 'value':
        if (kind === replyKind.missing) return missing;
        if (kind !== replyKind.text) return unexpectedReply;
        return observeBytes(buffer, start, end, this.#runTag, slots.key[slot]! + keyBase);
      case 'ok':
        return kind === replyKind.text && end - start === 2 && buffer[start] === 0x4f && buffer[start + 1] === 0x4b
          ? notObserved
          : unexpectedReply;
      case 'values':
        // A list that is too short doesn't show which keys are missing.
        return kind === replyKind.list && listLength(buffer, start) === keyCount ? integer : unexpectedReply;
      case 'presence':
        return isEmpty(kind, start, end, integer) ? missing : notObserved;
      case 'count':
        return kind === replyKind.integer ? countedAs(integer, countUnit) : unexpectedReply;
      case 'created':
        if (kind !== replyKind.integer || (integer !== 0 && integer !== 1)) return unexpectedReply;
        return integer === 1 ? missing : unchanged;
      case 'entry': {
        if (kind !== replyKind.list) return unexpectedReply;
        if (integer === 0) return missing;
        const at = integer === 2 ? secondBulkStart(buffer, start, end) : -1;
        if (at < 0) return unexpectedReply;
        return observeBytes(buffer, at, end - 2, this.#runTag, slots.key[slot]! + keyBase);
      }
      case 'offer':
        return this.#offered(slot, kind, buffer, start, end);
      default:
        return kind === replyKind.missing ? missing : notObserved;
    }
  }

  #offered(slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number): number {
    const { slots } = this.#options;
    const stampedKey = slots.key[slot]! + this.#operations[slots.kind[slot]!]!.keyBase;
    switch (kind) {
      case replyKind.missing:
        return missing;
      case replyKind.integer:
        return mustWait;
      case replyKind.text:
        return observeBytes(buffer, start, end, this.#runTag, stampedKey);
      case replyKind.list: {
        const at = firstBulkStart(buffer, start, end);
        return at < 0 ? unexpectedReply : refreshDue(observeBytes(buffer, at, end - 2, this.#runTag, stampedKey));
      }
      default:
        return unexpectedReply;
    }
  }

  doubt(_slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): string {
    const { atLeast } = this.#wait!;
    const isEnough =
      atLeast.length === 1
        ? kind === replyKind.integer && integer >= atLeast[0]!
        : kind === replyKind.list && holdsAtLeast(buffer, start, end, atLeast);
    return isEnough ? '' : 'waitShort';
  }
}

function replayed(request: Uint8Array, target: Buffer, at: number): number {
  target.set(request, at);
  return at + request.length;
}

/** Nil, an empty string, a list of nothing but nils, or 0. */
function isEmpty(kind: ReplyKind, start: number, end: number, integer: number): boolean {
  if (kind === replyKind.text) return start === end;
  return kind === replyKind.missing || integer === 0;
}

function encodeWords(words: readonly string[]): Buffer {
  if (words.length === 0) return Buffer.alloc(0);
  return Buffer.from(`*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`);
}
