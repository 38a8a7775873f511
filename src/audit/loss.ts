/**
 * What the value found in place of lost writes had been until then: `kept` an earlier state of the key (or nothing),
 * `returned` a write that was itself ruled out before, `late` a write that had not taken effect before.
 */
export type FoundWas = 'kept' | 'returned' | 'late';

/** Consecutive acknowledged writes of one key found to be lost by one observation. */
export interface Loss {
  /** First and last sequence number, both included. */
  readonly from: number;
  readonly to: number;
  /** The sequence number found in their place, `missing`, or `notObserved` if the evidence is not a value. */
  readonly found: number;
  readonly foundWas: FoundWas;
  readonly detectedAtMs: number;
  /** When the last of them were acknowledged, oldest first; earlier ones are beyond the ledger's ring. */
  readonly acknowledgedAtMs: readonly number[];
  /** None of them was acknowledged later than this. */
  readonly acknowledgedByMs: number;
}

/** One lost write. `acknowledgedAtMs` is null if beyond the ledger's ring; then `acknowledgedByMs` is an upper bound. */
export interface LostWrite {
  /** Global. */
  readonly keyIndex: number;
  readonly sequence: number;
  readonly found: number;
  readonly foundWas: FoundWas;
  readonly detectedAtMs: number;
  readonly acknowledgedAtMs: number | null;
  readonly acknowledgedByMs: number;
  /** Whether it certainly carried a stamp, so that relays can identify it. */
  readonly isStamped: boolean;
}
