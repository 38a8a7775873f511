/** The parts of a strike that decide which events are its consequences. Times share one clock; null: never. */
export interface StruckShards {
  readonly injectedAtMs: number;
  readonly healedAtMs: number | null;
  readonly shards: readonly number[];
  readonly primaryShards: readonly number[];
}

/** Whether this fault can have caused a promotion on the shard: if the primary was untouched, something else did. */
export function canPromote(
  fault: StruckShards & { readonly definition: { readonly actsBeyondTargets?: boolean } },
  shard: number,
): boolean {
  return fault.primaryShards.includes(shard) || fault.definition.actsBeyondTargets === true;
}

/**
 * Until when events on a shard belong to a fault: the next strike on that shard, or infinity. A strike on its primary that
 * was neither answered by a promotion nor healed before the next strike continues, so that two simultaneous strikes each get
 * their promotion.
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
