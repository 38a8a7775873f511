/** A strike, as far as it matters which events are its consequences. Moments are all on one clock; null: never. */
export interface StruckShards {
  readonly injectedAtMs: number;
  readonly healedAtMs: number | null;
  /** The shards of its targets. */
  readonly shards: readonly number[];
  /** Those among them whose primary it struck. */
  readonly primaryShards: readonly number[];
}

/** Whether a promotion on the shard can be this fault's doing: while the primary is untouched, one has another reason. */
export function canPromote(
  fault: StruckShards & { readonly definition: { readonly actsBeyondTargets?: boolean } },
  shard: number,
): boolean {
  return fault.primaryShards.includes(shard) || fault.definition.actsBeyondTargets === true;
}

/**
 * Until when what happens on a shard is a fault's: the next strike on that shard, or infinity. A strike on its primary that
 * was neither answered by a promotion nor healed before the next strike goes on, so that of two at once each has its promotion.
 */
export function spanEndMs(
  fault: StruckShards,
  shard: number,
  all: readonly StruckShards[],
  promotedAtMs: readonly number[],
): number {
  const later = all
    .filter((other) => other.injectedAtMs > fault.injectedAtMs && other.shards.includes(shard))
    .map(({ injectedAtMs }) => injectedAtMs)
    .sort((left, right) => left - right);
  const goesOnPast = (atMs: number) =>
    fault.primaryShards.includes(shard) &&
    (fault.healedAtMs === null || fault.healedAtMs >= atMs) &&
    !promotedAtMs.some((promoted) => promoted >= fault.injectedAtMs && promoted < atMs);
  return later.find((atMs) => !goesOnPast(atMs)) ?? Number.POSITIVE_INFINITY;
}
