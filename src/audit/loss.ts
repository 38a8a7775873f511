/**
 * What the value that was found in the place of lost writes had been until then: `kept` an earlier state of the key (or
 * nothing), `returned` a write that was itself ruled out before, `late` a write that had not taken effect so far.
 */
export type FoundWas = 'kept' | 'returned' | 'late';

/** Consecutive acknowledged writes of one key that were found to be gone by one observation. */
export interface Loss {
  /** First and last sequence number, both included. */
  readonly from: number;
  readonly to: number;
  /** The sequence number found in their place, `missing`, or `notObserved` when other evidence than a value tells. */
  readonly found: number;
  readonly foundWas: FoundWas;
  readonly detectedAtMs: number;
  /** When the last of them were acknowledged, the last one last; earlier ones are beyond the ledger's ring. */
  readonly acknowledgedAtMs: readonly number[];
  /** None of them was acknowledged later than this. */
  readonly acknowledgedByMs: number;
}

/** One lost write. `acknowledgedAtMs` is null when it is beyond the ledger's ring, and then `acknowledgedByMs` is a bound. */
export interface LostWrite {
  /** Global. */
  readonly keyIndex: number;
  readonly sequence: number;
  readonly found: number;
  readonly foundWas: FoundWas;
  readonly detectedAtMs: number;
  readonly acknowledgedAtMs: number | null;
  readonly acknowledgedByMs: number;
  /** Whether it carried a stamp for certain, so that relays know it apart from others. */
  readonly isStamped: boolean;
}
