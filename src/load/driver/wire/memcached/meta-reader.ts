import { type ProtocolReader, type ReplyListener, replyKind } from '../protocol.js';
import { FramedReader, garbage } from './framed-reader.js';
import { afterData, beginsWith, isErrorLine, lineEndOf, nextWord, readDecimal } from './reply-line.js';

/** The integer of a reply without a token. */
export const noToken = -1;

/** What the flags of a reply say, apart from its token: those of the reply that is being reported. */
export interface ReplyFlags {
  /** The value's number (`c`). */
  cas: number;
  /** The reader should write a new value (`W`), somebody else does (`Z`), the value is stale (`X`). */
  hasWon: boolean;
  isTaken: boolean;
  isStale: boolean;
}

const version = Buffer.from('VERSION');
const stored = Buffer.from('STORED');

/**
 * Reads replies of memcached's meta protocol. The integer of each reply is its opaque token, or `noToken`. `HD` is an empty
 * text, `EN` and `NF` are `missing`, `NS` and `EX` are errors with these names. `flags` then has those of the reply.
 */
export function createMetaReader(
  listener: ReplyListener,
  mostReplyBytes: number,
  flags: ReplyFlags = noFlags(),
): ProtocolReader {
  const readFlags = (buffer: Buffer, at: number, lineEnd: number) => flagsIn(buffer, at, lineEnd, flags);
  return new FramedReader((buffer, at, end) => {
    const lineEnd = lineEndOf(buffer, at, end);
    if (lineEnd < 0) return lineEnd;
    const next = lineEnd + 2;
    const isCode = lineEnd === at + 2 || buffer[at + 2] === 0x20;
    switch (isCode ? buffer.readUInt16BE(at) : 0) {
      case 0x4844: // HD
        listener(replyKind.text, buffer, lineEnd, lineEnd, readFlags(buffer, at, lineEnd));
        return next;
      case 0x5641: {
        // VA <bytes> <flags>
        const valueBytes = readDecimal(buffer, at + 3, lineEnd);
        const after =
          valueBytes < 0 || valueBytes > mostReplyBytes ? garbage : afterData(buffer, next, valueBytes, end);
        if (after >= 0) listener(replyKind.text, buffer, next, next + valueBytes, readFlags(buffer, at + 3, lineEnd));
        return after;
      }
      case 0x454e: // EN
      case 0x4e46: // NF
        listener(replyKind.missing, buffer, lineEnd, lineEnd, readFlags(buffer, at, lineEnd));
        return next;
      case 0x4e53: // NS
      case 0x4558: // EX
        listener(replyKind.error, buffer, at, at + 2, readFlags(buffer, at, lineEnd));
        return next;
      case 0x4d4e: // MN
        listener(replyKind.text, buffer, at, at + 2, noToken);
        return next;
      default:
        return otherLine(listener, buffer, at, lineEnd);
    }
  }, mostReplyBytes);
}

/** Errors, and the replies to `version` and the login. */
function otherLine(listener: ReplyListener, buffer: Buffer, at: number, lineEnd: number): number {
  const isError = isErrorLine(buffer, at, lineEnd);
  const isAnswer = beginsWith(buffer, at, lineEnd, version) || beginsWith(buffer, at, lineEnd, stored);
  if (!isError && !isAnswer) return garbage;
  listener(isError ? replyKind.error : replyKind.text, buffer, at, lineEnd, noToken);
  return lineEnd + 2;
}

export function noFlags(): ReplyFlags {
  return { cas: 0, hasWon: false, isTaken: false, isStale: false };
}

/** Reads the flags after the word at `at`; returns the token among them: `O` and hexadecimal digits, as we sent them. */
function flagsIn(buffer: Buffer, at: number, lineEnd: number, flags: ReplyFlags): number {
  let token = noToken;
  flags.hasWon = flags.isTaken = flags.isStale = false;
  for (let flag = nextWord(buffer, at, lineEnd); flag < lineEnd; flag = nextWord(buffer, flag, lineEnd))
    switch (buffer[flag]) {
      case 0x4f: // O
        token = readHexadecimal(buffer, flag + 1, lineEnd);
        break;
      case 0x63: // c
        flags.cas = readDecimal(buffer, flag + 1, lineEnd);
        break;
      case 0x57: // W
        flags.hasWon = true;
        break;
      case 0x5a: // Z
        flags.isTaken = true;
        break;
      case 0x58: // X
        flags.isStale = true;
        break;
      default:
    }
  return token;
}

function readHexadecimal(buffer: Buffer, at: number, lineEnd: number): number {
  let number = 0;
  for (let place = at; place < lineEnd && buffer[place] !== 0x20; place += 1) {
    const code = buffer[place]!;
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;
    if (digit < 0) return noToken;
    number = number * 16 + digit;
  }
  return number;
}
