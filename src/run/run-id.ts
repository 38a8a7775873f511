/** The id of a run, which names its folder: when it started, its scenario, and the start of its tag. */
export function runIdOf(
  { startedAt, runTag }: { readonly startedAt: Date; readonly runTag: string },
  scenario: string,
): string {
  const timestamp = startedAt.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${timestamp}-${scenario}-${runTag.slice(0, 4)}`;
}
