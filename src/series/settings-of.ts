/** The value of each path in `path=value` assignments. */
export function settingsOf(assignments: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const at = assignment.indexOf('=');
      return [assignment.slice(0, at).trim(), assignment.slice(at + 1)];
    }),
  );
}
