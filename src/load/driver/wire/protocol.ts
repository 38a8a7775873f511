/**
 * The kind of a reply. A bulk string, simple string or value is `text`, with its position in the buffer; `list` is a whole
 * aggregate.
 */
export const replyKind = { text: 0, missing: 1, integer: 2, error: 3, list: 4 } as const;
export type ReplyKind = (typeof replyKind)[keyof typeof replyKind];

/**
 * Called for each reply. `buffer` is only valid during the call. `integer` is the value of an integer, the number of
 * non-missing direct elements of a list, or 0.
 */
export type ReplyListener = (kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number) => void;

/** Splits the bytes that one connection receives into replies. */
export interface ProtocolReader {
  /** Reads the first `length` bytes of `buffer`. False: they violate the protocol, and nothing after them can be parsed. */
  read(buffer: Buffer, length: number): boolean;
}

/** A check that a new connection must pass before it takes operations. */
export interface HandshakeStep {
  readonly request: string;
  /** Why the connection can't be used, as an error message; undefined when it can. `text` is the reply text. */
  refusal(kind: ReplyKind, text: string): string | undefined;
}

/** What a reply shows if not a sequence number, `missing`, `foreign` or `notObserved`: no valid server answers like this. */
export const unexpectedReply = -4;

/** One protocol of the wire driver, created for one worker. Allocates nothing per operation. */
export interface WireProtocol {
  /** The longest request of any operation, in bytes. */
  readonly mostRequestBytes: number;
  readonly handshake: readonly HandshakeStep[];
  /** Writes the request of the operation in a slot at `at`; returns the position after it. */
  encode(slot: number, target: Buffer, at: number): number;
  /** Whether the operation in a slot gets two replies, because a second command is sent with it. */
  hasTwoReplies(slot: number): boolean;
  /**
   * With two replies: whether the first is the operation's own (followed by that of a WAIT), or the second (preceded by that
   * of a read).
   */
  readonly firstReplyCounts: boolean;
  /**
   * For operations with any number of replies: whether more follow this one; absent: there are no such operations. An error
   * among them becomes the operation's outcome once the last reply arrives.
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
  /** Whether an error is the answer to the operation in a slot, so that `show` says what it means; absent: none is. */
  readonly isAnswer?: (slot: number, start: number, end: number) => boolean;
  /**
   * What a successful reply shows of the key of the operation in a slot: a sequence number or a code of audit/observation;
   * otherwise `unexpectedReply`.
   */
  show(slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): number;
  /** With two replies: the error class if the second, itself no error, makes the operation indeterminate; otherwise empty. */
  doubt(slot: number, kind: ReplyKind, buffer: Buffer, start: number, end: number, integer: number): string;
}
