/** What a reply is. A bulk string, simple string or value is `text`, with its place in the buffer; `list` is a whole aggregate. */
export const replyKind = { text: 0, missing: 1, integer: 2, error: 3, list: 4 } as const;
export type ReplyKind = (typeof replyKind)[keyof typeof replyKind];

/**
 * Hears each reply. `buffer` is only valid during the call. `integer` is the value of an integer, of a list how many of its
 * direct elements are not missing, else 0.
 */
export type ReplyListener = (kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number) => void;

/** Cuts what one connection receives into replies. */
export interface ProtocolReader {
  /** Takes the first `length` bytes of `buffer`. False: they keep to no protocol, and nothing after them can be understood. */
  read(buffer: Buffer, length: number): boolean;
}

/** A question that a fresh connection must pass before it takes operations. */
export interface HandshakeStep {
  readonly request: string;
  /** Why the connection can't be used, as an error message; undefined when it can. `text` is the reply's. */
  refusal(kind: ReplyKind, text: string): string | undefined;
}

/** What a reply shows where it is no sequence number, `missing`, `foreign` or `notObserved`: no server may answer so. */
export const unexpectedReply = -4;

/** One language that the wire driver speaks, made for one worker. Nothing is allocated per operation. */
export interface WireProtocol {
  /** The longest request of any operation, in bytes. */
  readonly mostRequestBytes: number;
  readonly handshake: readonly HandshakeStep[];
  /** Writes the request of the operation in a slot at `at`; gives the place after it. */
  encode(slot: number, target: Buffer, at: number): number;
  /** Whether the operation in a slot gets two replies, because a second command rides along. */
  hasTwoReplies(slot: number): boolean;
  /** Of two replies: whether the first is that of the operation itself (and a WAIT rides along), or the second (and a read goes before it). */
  readonly firstReplyCounts: boolean;
  /**
   * Whether a reply to an operation that gets any number of them is not the last one; absent: there are no such operations.
   * An error among them is the operation's outcome once the last one has come.
   */
  readonly continues?: (
    slot: number,
    kind: ReplyKind,
    buffer: Buffer,
    start: number,
    end: number,
    integer: number,
  ) => boolean;
  createReader(listener: ReplyListener): ProtocolReader;
  /** What a reply that is no error shows of the key of the operation in a slot: a sequence number or a code of audit/observation; else `unexpectedReply`. */
  show(slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): number;
  /** Of two replies: why the second, which is no error, makes the operation indeterminate, as an error class; empty when it doesn't. */
  doubt(slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): string;
}
